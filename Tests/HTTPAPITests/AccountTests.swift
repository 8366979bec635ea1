import Authorization
import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("The account page") struct AccountTests {
    /// An invalid form creates no token, so that none lives longer or has other access than the person chose.
    @Test(
        arguments: [
            ([:], 303, nil), (["days": "never"], 303, nil),
            (["days": nil], 422, "Choose when the token expires"), (["days": ""], 422, "Choose when the token expires"),
            (["days": "soon"], 422, "Choose when the token expires"),
            (["days": "30x"], 422, "Choose when the token expires"),
            (["days": "0"], 422, "from 1 to 36500"), (["days": "-1"], 422, "from 1 to 36500"),
            (["scope": nil], 422, "Choose the access of the token"),
            (["scope": "everything"], 422, "Choose the access of the token"),
            (["scope": "memory:read memory:write"], 422, "Choose the access of the token"),
            (["scope": "memory:admin"], 403, "more scopes"),
            (["description": ""], 422, "must not be empty"),
        ] as [([String: String?], Int, String?)]
    )
    func anInvalidTokenFormCreatesNoToken(changes: [String: String?], status: Int, problem: String?) async throws {
        let oauth = try await OAuthFixture()
        try await oauth.serve { (call) async throws in
            let browser = Browser(call)
            _ = try await browser.logIn()
            let before = try await oauth.server.stores.identity.apiTokens.tokens(
                withPrefix: "",
                of: oauth.alice.id
            ).count
            let fields: [String: String?] = ["description": "a script", "days": "30", "scope": "memory:read"]
            let answer = try await browser.submit(
                browser.get("/account"),
                to: "/account/tokens",
                fields.merging(changes) { _, new in new }
            )
            let made = try await oauth.server.stores.identity.apiTokens.tokens(
                withPrefix: "",
                of: oauth.alice.id
            ).dropFirst(before)
            #expect(answer.status == status)
            #expect(!answer.text.contains("class=\"secret\""))
            if let problem {
                #expect(
                    answer.text.contains("id=\"problem\" role=\"alert\">") && answer.text.contains(problem)
                )
                #expect(made.isEmpty)
            } else {
                #expect(made.map(\.scopes) == [.read])
                #expect(made.map { $0.expiresAt == nil } == [changes["days"] == "never"])
            }
        }
    }

    /// Logging out of such a session redirects to the provider's own logout, and browsers block a form's redirect to a
    /// target that the page's policy does not list.
    @Test(arguments: [nil, "authentik"])
    func thePolicyAllowsTheProviderForSessionsFromIt(provider: String?) async throws {
        let oauth = try await OAuthFixture()
        let sessions = BrowserSessions(
            store: oauth.server.stores.authorization.sessions,
            random: oauth.server.random
        )
        let cookie = try await sessions.begin(
            for: oauth.alice,
            provider: provider,
            userAgent: nil,
            at: oauth.server.clock.now()
        )
        try await oauth.serve { (call) async throws in
            let page = try await call(.get, "/account", headers: [.cookie: "__Host-am_session=\(cookie.reveal())"])
            let policy = page.headers[.contentSecurityPolicy] ?? ""
            #expect(policy.contains("form-action 'self';") == (provider == nil))
            #expect(policy.contains("form-action 'self' https:") == (provider != nil))
        }
    }

    // MARK: Disconnecting, revoking, ending sessions

    /// A form of Alice's page that is sent to `action`, with the object's id in `field`.
    private struct Ending: Sendable, CustomTestStringConvertible {
        var page = "/account"
        let action: String
        let field: String
        var testDescription: String { action }

        static let all = [
            Ending(page: "/applications", action: "/disconnect", field: "client"),
            Ending(action: "/account/tokens/revoke", field: "token"),
            Ending(action: "/account/sessions/end", field: "session"),
        ]
    }

    /// A person on the account page with an application that was used, an API token and a second session.
    private func resident(_ name: String, _ oauth: OAuthFixture, _ call: Caller) async throws -> (Browser, [String]) {
        let application = try await ClientApplication(call, ["client_name": .string("App of \(name)")])
        let code = try await application.code(as: name)
        let token = try #require(try await application.redeem(code).json["access_token"]?.string)
        let browser = Browser(call)
        try await browser.logIn(name)
        return (browser, [token, name == "alice" ? oauth.server.alice : oauth.server.bob])
    }

    @Test(arguments: Ending.all)
    private func onlyTheOwnersRealFormEndsAnObject(ending: Ending) async throws {
        let oauth = try await OAuthFixture()
        try await oauth.serve { (call) async throws in
            let (alice, tokens) = try await resident("alice", oauth, call)
            let (bob, bobsTokens) = try await resident("bob", oauth, call)
            let page = try await alice.get(ending.page)
            let form = page.fields(of: ending.action)
            let bobsForm = try await bob.get(ending.page).fields(of: ending.action)
            let (id, bobsID) = (
                try #require(form.first { $0.0 == ending.field }?.1),
                try #require(bobsForm.first { $0.0 == ending.field }?.1)
            )
            #expect(id != bobsID)
            func works() async throws -> [Int] {
                var statuses: [Int] = []
                for token in tokens + bobsTokens {
                    statuses.append(try await call(.get, "/v1/working-memory", token: token).status)
                }
                let sessions = try await oauth.server.stores.authorization.sessions.sessions(
                    of: oauth.alice.id,
                    at: oauth.server.clock.now()
                )
                return statuses + [sessions.count]
            }
            #expect(try await works() == [200, 200, 200, 200, 2])
            // No seal, another person's seal, the seal of another object, a form from another site, and no login.
            let logout = page.fields(of: "/logout").first { $0.0 == "seal" }?.1
            for forged in [
                form.replacing("seal", with: nil), form.replacing("seal", with: "AAAA"),
                form.replacing("seal", with: logout), bobsForm,
                form.replacing(ending.field, with: bobsID), form.replacing(ending.field, with: nil),
            ] { #expect(try await alice.post(ending.action, forged).status == 403) }
            #expect(try await alice.post(ending.action, form, headers: [.origin: "https://evil.example"]).status == 403)
            #expect(try await bob.post(ending.action, form).status == 403)
            #expect(try await Browser(call).post(ending.action, form).status == 403)
            #expect(try await works() == [200, 200, 200, 200, 2])
            // The real form.
            let done = try await alice.post(ending.action, form)
            #expect(done.status == 303 && done.location == ending.page)
            switch ending.field {
            case "client": #expect(try await works() == [401, 200, 200, 200, 2])
            case "token": #expect(try await works() == [200, 401, 200, 200, 2])
            default: #expect(try await works() == [200, 200, 200, 200, 1])
            }
            #expect(try await !alice.get(ending.page).text.contains("value=\"\(id)\""))
            // Sending it twice is not a server error.
            #expect([303, 404].contains(try await alice.post(ending.action, form).status))
        }
    }

    /// A later consent with fewer scopes replaces the first in memory, but the first one's tokens live on.
    @Test func thePageShowsAllScopesAndWorkspacesOfAnApplication() async throws {
        let oauth = try await OAuthFixture()
        let workspaces = oauth.server.workspaces
        try await workspaces.setMember(oauth.alice, of: workspaces.workspace("team"), role: .member)
        try await oauth.serve { (call) async throws in
            let application = try await ClientApplication(call, ["client_name": "Two Consents"])
            let browser = try await call.loggedIn()
            for (scope, workspace) in [
                ("memory:read memory:write offline_access", oauth.alice.personalWorkspace),
                ("memory:read", oauth.server.team),
            ] {
                let page = try await browser.get(
                    "/oauth/authorize?\(application.query([("scope", scope), ("prompt", "consent")]))"
                )
                let form =
                    page.fields(of: "/oauth/authorize") + [("workspace", workspace.rawValue), ("decision", "approve")]
                let code = try #require(try await browser.post("/oauth/authorize", form).returned["code"])
                #expect(try await application.redeem(code).status == 200)
            }
            let page = try await browser.get("/applications")
            for words in [
                "Two Consents", "Search and read your memories", "Add, change and delete your memories",
                "Stay connected while you are away",
                "team team, your own memories", "aria-label=\"Disconnect Two Consents\"",
            ] { #expect(page.text.contains(words), "\(words)") }
            #expect(page.text.matches(of: /Two Consents<\/strong>/).count == 1)
        }
    }

    @Test(
        arguments: [
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
                "Chrome on Linux"
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36 Edg/150.0.0.0",
                "Edge on Windows"
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1",
                "Safari on iPhone"
            ),
            ("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "Firefox on Android"),
            ("curl/8.5.0", "Unknown browser"), ("", "Unknown browser"), (nil, "Unknown browser"),
        ] as [(String?, String)]
    )
    func aBrowserNameIsReadFromTheUserAgent(agent: String?, name: String) {
        #expect(BrowserName.of(agent) == name)
    }

    @Test func theStartPageLinksToTheAccountPageWhenThereAreAccounts() async throws {
        try await OAuthFixture().serve { (call) async throws in
            #expect(
                try await call(.get, "/").text.contains("href=\"/login\">Log in</a>")
            )
        }
        try await ServerFixture().serve { (call) async throws in
            #expect(try await !call(.get, "/").text.contains("/login"))
        }
    }
}

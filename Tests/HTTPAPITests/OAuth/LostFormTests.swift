import Authorization
import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

/// Pages stay open for hours, and their session may end meanwhile.
@Suite("Forms of an ended session") struct LostFormTests {
    private static let session = "__Host-am_session"

    /// The ways a session ends while its page is still open.
    enum Ending: String, CaseIterable, Sendable {
        case expired, endedElsewhere, loggedOutInAnotherTab, cookieGone
    }

    private func end(_ ending: Ending, _ browser: Browser, _ oauth: OAuthFixture) async throws {
        switch ending {
        case .expired: oauth.server.clock.advance(by: .seconds(13 * 3_600))
        case .endedElsewhere:
            _ = try await oauth.server.stores.authorization.sessions.endAll(of: oauth.alice.id, except: nil)
        case .loggedOutInAnotherTab: _ = try await browser.submit(browser.get("/account"), to: "/logout", [:])
        case .cookieGone: browser.set(Self.session, to: nil)
        }
    }

    @Test(
        "Allow after the session ended leads to the login and back to the same consent page",
        arguments: Ending.allCases
    )
    func consent(ending: Ending) async throws {
        let oauth = try await OAuthFixture()
        try await oauth.serve { (call) async throws in
            let client = try await ClientApplication(call)
            let browser = try await call.loggedIn()
            let form = try await AttackFormTests.consentForm(browser, client.query())
            try await end(ending, browser, oauth)
            let answer = try await browser.post("/oauth/authorize", form)
            #expect(answer.status == 403 && answer.location == nil)
            #expect(
                answer.text.contains("<h1>Your session has expired</h1>")
                    && answer.text.contains("Log in again to continue.")
            )
            let login = try await browser.get(answer.button("Log in"))
            let back = try await browser.post(
                "/login",
                login.fields(of: "/login") + [("username", "alice"), ("password", OAuthFixture.password)]
            )
            #expect(back.location == "/oauth/authorize?\(client.query())")
            let again = try await browser.get(try #require(back.location))
            #expect(again.text.contains("<h1>Allow Test?"))
            let allowed = try await browser.submit(
                again,
                to: "/oauth/authorize",
                ["workspace": again.workspace, "decision": "approve"]
            )
            #expect(allowed.returned["code"] != nil)
        }
    }

    @Test(
        "Every form leads to the login and back when the session has ended",
        arguments: [
            ("/account", "/account/tokens/revoke"), ("/account", "/account/sessions/end"),
            ("/account", "/account/tokens"), ("/account", "/account/password"), ("/applications", "/disconnect"),
            ("/applications", "/pause"), ("/memories", "/memories"), ("/new-memory", "/memories"),
        ]
    )
    func account(path: String, action: String) async throws {
        let oauth = try await OAuthFixture()
        try await oauth.serve { (call) async throws in
            _ = try await ClientApplication(call).tokens()
            let browser = try await call.loggedIn()
            _ = try await browser.submit(
                browser.get("/new-memory"),
                to: "/memories",
                ["text": "Likes tea", "kind": "semantic"]
            )
            let page = try await browser.get(path)
            #expect(!page.fields(of: action).isEmpty)
            oauth.server.clock.advance(by: .seconds(13 * 3_600))
            let answer = try await browser.submit(
                page,
                to: action,
                ["description": "x", "days": "30", "scope": "memory:read"]
            )
            #expect(answer.status == 403 && answer.text.contains("<h1>Your session has expired</h1>"))
            #expect(
                try await browser.get(answer.button("Log in")).fields(of: "/login").contains {
                    $0 == ("continue", path == "/new-memory" ? "/memories" : path)
                }
            )
        }
    }

    @Test(
        "A form is never carried out for another person who logged in meanwhile, and the page says so",
        arguments: [true, false]
    )
    func anotherPerson(isConsent: Bool) async throws {
        try await OAuthFixture().serve { (call) async throws in
            let client = try await ClientApplication(call)
            let browser = try await call.loggedIn()
            let (path, action) =
                isConsent
                ? ("/oauth/authorize?\(client.query())", "/oauth/authorize") : ("/account", "/account/tokens/revoke")
            let page = try await browser.get(path)
            try await browser.logIn("bob")
            let answer = try await browser.submit(
                page,
                to: action,
                ["workspace": page.workspace, "decision": "approve"]
            )
            #expect(answer.status == 403 && answer.location == nil)
            #expect(
                answer.text.contains("<h1>Someone else is logged in now</h1>")
                    && answer.text.contains("logged in as bob")
            )
            let next = try await browser.get(answer.button("Continue as bob"))
            #expect(
                next.status == 200
                    && next.text.contains(isConsent ? "Logged in as</dt><dd>bob" : "User name</dt><dd>bob")
            )
        }
    }

    @Test("A person who logged in again in another tab is led back to the page")
    func samePersonAgain() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let client = try await ClientApplication(call)
            let browser = try await call.loggedIn()
            let form = try await AttackFormTests.consentForm(browser, client.query())
            try await browser.logIn()
            let answer = try await browser.post("/oauth/authorize", form)
            #expect(answer.status == 403 && answer.text.contains("<h1>This page is out of date</h1>"))
            #expect(try await browser.get(answer.button("Open the page again")).text.contains("<h1>Allow Test?"))
        }
    }

    @Test(
        "A browser that keeps no cookies is told that the site needs them",
        arguments: ["/login", "/login/idp", "/setup"]
    )
    func noCookies(action: String) async throws {
        try await OAuthFixture(providers: [VouchingProvider()]).serve(live: true) { (call) async throws in
            let path = action == "/setup" ? action : "/login?continue=\(Percent.encode("/account"))"
            let page = try await Browser(call).get(path)
            let answer = try await Browser(call).submit(
                page,
                to: action,
                ["username": "alice", "password": OAuthFixture.password]
            )
            #expect(answer.status == 403 && answer.text.contains("<h1>This site needs cookies</h1>"))
            #expect(answer.text.contains("Allow cookies for https://memory.example"))
            #expect(answer.button("Open the page again") == path)
        }
    }

    @Test("A provider's callback without the browser's cookie explains this and links to the login")
    func callback() async throws {
        try await OAuthFixture(providers: [VouchingProvider()]).serve { (call) async throws in
            let browser = Browser(call)
            let without = try await browser.get("/login/idp/callback?state=x&code=c")
            #expect(without.status == 403 && without.text.contains("<h1>This site needs cookies</h1>"))
            _ = try await browser.get("/login")
            let unknown = try await browser.get("/login/idp/callback?state=x&code=c")
            #expect(unknown.status == 403 && unknown.button("Try again") == "/login")
        }
    }

    @Test(
        "A login form from before a restart shows the login page again, with the destination and the name",
        arguments: ["/login", "/login/idp"]
    )
    func loginAgain(action: String) async throws {
        try await OAuthFixture(providers: [VouchingProvider()]).serve { (call) async throws in
            let browser = Browser(call)
            let page = try await browser.get("/login?continue=%2Faccount")
            let stale = String(repeating: "A", count: 43)
            let answer = try await browser.submit(
                page,
                to: action,
                ["seal": stale, "username": "alice", "password": OAuthFixture.password]
            )
            #expect(answer.status == 403 && answer.text.contains("This page was out of date. Log in again."))
            if action == "/login" { #expect(answer.text.contains("value=\"alice\"")) }
            let fields: [String: String?] = ["username": "alice", "password": OAuthFixture.password]
            #expect(try await browser.submit(answer, to: "/login", fields).location == "/account")
        }
    }
}

extension Answer {
    /// The target of a link that is shown as a button; empty when there is none.
    func button(_ name: String) -> String {
        let links = text.matches(of: /<a class="button" href="([^"]*)">([^<]*)<\/a>/)
        return links.first { $0.output.2 == name }.map { Self.unescaped(String($0.output.1)) } ?? ""
    }
}

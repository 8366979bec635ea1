import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("The account page") struct AccountTests {
    /// What cannot be read makes no token: neither an endless one, nor one that may do something else than was chosen.
    @Test(
        arguments: [
            ([:], 200, nil), (["days": "never"], 200, nil),
            (["days": nil], 422, "Choose after how many days"), (["days": ""], 422, "Choose after how many days"),
            (["days": "soon"], 422, "Choose after how many days"), (["days": "30x"], 422, "Choose after how many days"),
            (["days": "0"], 422, "from 1 to 36500"), (["days": "-1"], 422, "from 1 to 36500"),
            (["scope": nil], 422, "Choose what the token may do"), (["scope": "everything"], 422, "Choose what the token may do"),
            (["scope": "memory:read memory:write"], 422, "Choose what the token may do"), (["scope": "memory:admin"], 403, "more scopes"),
            (["description": ""], 422, "must not be empty"),
        ] as [([String: String?], Int, String?)])
    func aTokenIsMadeAsChosenOrNotAtAll(changes: [String: String?], status: Int, problem: String?) async throws {
        let gatehouse = try await Gatehouse()
        try await gatehouse.serve { (call) async throws in
            let browser = Browser(call)
            _ = try await browser.logIn()
            let before = try await gatehouse.house.stores.identity.apiTokens.tokens(withPrefix: "", of: gatehouse.alice.id).count
            let fields: [String: String?] = ["description": "a script", "days": "30", "scope": "memory:read"]
            let answer = try await browser.submit(
                browser.get("/account"), to: "/account/tokens", fields.merging(changes) { _, new in new })
            let made = try await gatehouse.house.stores.identity.apiTokens.tokens(withPrefix: "", of: gatehouse.alice.id).dropFirst(before)
            #expect(answer.status == status)
            #expect(answer.text.contains("class=\"secret\"") == (problem == nil))
            if let problem {
                #expect(answer.text.contains("<p class=\"problem\" role=\"alert\">") && answer.text.contains(problem))
                #expect(made.isEmpty)
            } else {
                #expect(made.map(\.scopes) == [.read])
                #expect(made.map { $0.expiresAt == nil } == [changes["days"] == "never"])
            }
        }
    }

    /// Logging out of such a session leads to the provider's own log-out, and browsers stop a form's redirect that the policy of its
    /// page does not name.
    @Test(arguments: [nil, "authentik"])
    func aFormLeadsToTheProviderWhereTheSessionIsOneOfItsOwn(provider: String?) async throws {
        let gatehouse = try await Gatehouse()
        let sessions = BrowserSessions(store: gatehouse.house.stores.authorization.sessions, random: gatehouse.house.random)
        let cookie = try await sessions.begin(
            for: gatehouse.alice, provider: provider, userAgent: nil, at: gatehouse.house.clock.now())
        try await gatehouse.serve { (call) async throws in
            let page = try await call(.get, "/account", headers: [.cookie: "__Host-am_session=\(cookie.reveal())"])
            let policy = page.headers[.contentSecurityPolicy] ?? ""
            #expect(policy.contains("form-action 'self';") == (provider == nil))
            #expect(policy.contains("form-action 'self' https:") == (provider != nil))
        }
    }
}

import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

/// Post, redirect, get: the page after the redirect shows what a form did, and reloading it does nothing again.
@Suite("Forms of the account page") struct AccountFormTests {
    private static let order: [String: String?] = ["description": "a script", "days": "30", "scope": "memory:read"]

    private func secret(_ page: Answer) -> String? {
        page.text.firstMatch(of: /class="secret">([^<]*)</).map { String($0.output.1) }
    }

    @Test("A new token's secret is shown once, after a redirect, and is in no URL and no log line")
    func newToken() async throws {
        let oauth = try await OAuthFixture()
        try await oauth.serve { (call) async throws in
            let (browser, elsewhere) = (Browser(call), Browser(call))
            try await browser.logIn()
            try await elsewhere.logIn()
            let made = try await browser.submit(browser.get("/account"), to: "/account/tokens", Self.order)
            #expect(made.status == 303 && made.location == "/account")
            #expect(
                try await secret(elsewhere.get("/account")) == nil,
                "another session of the same person does not see it"
            )
            _ = try await browser.get("/account", headers: [.secPurpose: "prefetch"])
            let token = try #require(await secret(browser.get("/account")))
            #expect(try await call(.get, "/v1/working-memory", token: token).status == 200)
            #expect(try await secret(browser.get("/account")) == nil)
            #expect(!oauth.server.log.text.contains(token))
        }
    }

    @Test("All tokens created before the page was read are shown, at most five")
    func severalNewTokens() async throws {
        let oauth = try await OAuthFixture()
        try await oauth.serve { (call) async throws in
            let browser = try await call.loggedIn()
            let form = try await browser.get("/account")
            for (made, shown) in [(2, 2), (6, 5)] {
                for number in 1...made {
                    _ = try await browser.submit(
                        form,
                        to: "/account/tokens",
                        Self.order.merging(["description": "no. \(number)"]) { $1 }
                    )
                }
                let page = try await browser.get("/account")
                let secrets = page.text.matches(of: /class="secret">([^<]*)</).map { String($0.output.1) }
                #expect(Set(secrets).count == shown && page.text.contains("API token: no. \(made)</strong>"))
                for secret in secrets {
                    #expect(try await call(.get, "/v1/working-memory", token: secret).status == 200)
                }
                #expect(try await secret(browser.get("/account")) == nil)
            }
        }
    }

    @Test(
        "A HEAD request does not use up what is shown once, and after five minutes nothing is shown",
        arguments: [true, false]
    )
    func shownOnceOnly(isLate: Bool) async throws {
        let oauth = try await OAuthFixture()
        try await oauth.serve { (call) async throws in
            let browser = try await call.loggedIn()
            _ = try await browser.submit(browser.get("/account"), to: "/account/tokens", Self.order)
            _ = try await call(
                .head,
                "/account",
                headers: [.cookie: browser.cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")]
            )
            if isLate { oauth.server.clock.advance(by: .seconds(301)) }
            #expect(try await (secret(browser.get("/account")) != nil) == !isLate)
        }
    }

    // MARK: Password

    private func change(_ browser: Browser, _ current: String, _ new: String, again: String? = nil) async throws
        -> Answer
    {
        try await browser.submit(
            browser.get("/account"),
            to: "/account/password",
            ["current": current, "new": new, "again": again ?? new]
        )
    }

    @Test(
        "Changing the password ends the old one and the other sessions, but not applications and tokens"
    )
    func changePassword() async throws {
        let oauth = try await OAuthFixture()
        try await oauth.serve { (call) async throws in
            let (browser, elsewhere, bob) = (Browser(call), Browser(call), Browser(call))
            let token = try #require(await ClientApplication(call).tokens()["access_token"]?.string)
            try await browser.logIn()
            try await elsewhere.logIn()
            try await bob.logIn("bob")
            let answer = try await change(browser, OAuthFixture.password, "a better password")
            #expect(answer.status == 303 && answer.location == "/account")
            let page = try await browser.get("/account")
            #expect(page.text.contains("<p>Your password was changed"))
            #expect(try await !browser.get("/account").text.contains("Your password was changed"))
            #expect(try await elsewhere.get("/account").status == 303)
            #expect(try await bob.get("/account").status == 200)
            #expect(try await call(.get, "/v1/working-memory", token: token).status == 200)
            #expect(try await Browser(call).logIn().status == 403)
            #expect(try await Browser(call).logIn(password: "a better password").status == 303)
        }
    }

    @Test(
        "A refused password change keeps the password, and the page marks the wrong field",
        arguments: [
            ("wrong", "a better password", nil, 403, "The current password is wrong.", ["current"]),
            ("", "a better password", nil, 403, "The current password is wrong.", ["current"]),
            (OAuthFixture.password, "short", nil, 422, "at least 12 characters", ["new", "again"]),
            (
                OAuthFixture.password, "a better password", "a bitter password", 422,
                "The two new passwords do not match.",
                ["new", "again"]
            ),
            (OAuthFixture.password, "", nil, 422, "at least 12 characters", ["new", "again"]),
        ] as [(String, String, String?, Int, String, [String])]
    )
    func refusedChange(current: String, new: String, again: String?, status: Int, problem: String, fields: [String])
        async throws
    {
        try await OAuthFixture().serve { (call) async throws in
            let browser = try await call.loggedIn()
            let answer = try await change(browser, current, new, again: again)
            #expect(answer.status == status && answer.text.contains(problem))
            #expect(
                answer.text.matches(of: /name="(\w+)"[^>]*aria-invalid="true"/).map { String($0.output.1) } == fields
            )
            #expect(answer.text.contains("<title>Error: Your account"))
            let (card, shown) = (
                answer.text.firstRange(of: "id=\"password\""), answer.text.firstRange(of: "role=\"alert\"")
            )
            #expect(
                try #require(card).lowerBound < #require(shown).lowerBound,
                "the problem is next to the field that has the focus"
            )
            #expect(answer.text.matches(of: /role="alert"/).count == 1)
            #expect(try await Browser(call).logIn().status == 303)
        }
    }

    @Test("Guessing the current password shares the limits of the login")
    func guesses() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let browser = try await call.loggedIn()
            for _ in 0..<10 { #expect(try await change(browser, "wrong", "a better password").status == 403) }
            let limited = try await change(browser, OAuthFixture.password, "a better password")
            #expect(
                limited.status == 429 && limited.headers[.retryAfter] == "900"
                    && limited.text.contains("Try again in 15 minutes.")
            )
            #expect(try await Browser(call).logIn().status == 429)
        }
    }

    @Test(
        "A person without a local password gets no password form, and a forged form changes nothing",
        arguments: [true, false]
    )
    func withoutPassword(hasNone: Bool) async throws {
        let provider = VouchingProvider()
        let oauth = try await OAuthFixture(providers: [provider], localLogin: hasNone)
        try await oauth.serve { (call) async throws in
            let browser = Browser(call)
            let page = try await browser.get("/login")
            _ = try await browser.submit(page, to: "/login/idp", [:])
            let state = provider.state
            _ = try await browser.get("/login/idp/callback?state=\(state)&code=c")
            let account = try await browser.get("/account")
            #expect(account.status == 200 && !account.text.contains("/account/password"))
            let forged = [
                ("current", ""), ("new", "a better password"), ("again", "a better password"), ("seal", "AAAA"),
            ]
            #expect(try await browser.post("/account/password", forged).status == 403)
        }
    }
}

import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("OpenID Connect Core, over HTTP") struct OpenIDConnectHTTPTests {
    /// The result of a request by a person who logged in two minutes ago and has consented before.
    @Test(
        "§3.1.2.1 prompt and max_age decide whether the person must log in or consent",
        arguments: [
            ([], "code"), ([("prompt", "none")], "code"), ([("prompt", "consent")], "consent"),
            ([("prompt", "login")], "login"),
            ([("prompt", "select_account")], "login"), ([("prompt", "login consent")], "login"),
            ([("max_age", "60")], "login"),
            ([("max_age", "3600")], "code"), ([("prompt", "none"), ("max_age", "60")], "login_required"),
            ([("prompt", "none"), ("scope", "memory:read memory:write profile")], "consent_required"),
            ([("prompt", "none login")], "invalid_request"), ([("max_age", "x")], "invalid_request"),
        ] as [([(String, String?)], String)]
    )
    func prompts(changes: [(String, String?)], expected: String) async throws {
        try await twoMinutesAfterConsent { (client, browser) async throws in
            let answer = try await browser.get("/oauth/authorize?\(client.query(changes))")
            #expect(Self.word(answer) == expected)
        }
    }

    @Test(
        "§3.1.2.3 after a new login the same request continues",
        arguments: [
            ([("prompt", "login")], "code"), ([("prompt", "select_account")], "code"),
            ([("prompt", "login consent")], "consent"),
            ([("max_age", "0")], "code"), ([("max_age", "60")], "code"),
        ] as [([(String, String?)], String)]
    )
    func loggingInAgain(changes: [(String, String?)], expected: String) async throws {
        try await twoMinutesAfterConsent { (client, browser) async throws in
            let path = "/oauth/authorize?\(client.query(changes))"
            #expect(try await Self.word(browser.get(path)) == "login")
            let login = try await browser.logIn(destination: path)
            #expect(try await Self.word(browser.get(#require(login.location))) == expected)
            // A new login satisfies only the request it was made for.
            let isDemanded = changes.contains { $0.0 == "prompt" }
            #expect(try await Self.word(browser.get(path)) == (isDemanded ? "login" : expected))
        }
    }

    /// The browser of a person who logged in and consented, and the application that got the consent.
    private func twoMinutesAfterConsent(_ body: @Sendable (ClientApplication, Browser) async throws -> Void)
        async throws
    {
        let oauth = try await OAuthFixture()
        try await oauth.serve { (call) async throws in
            let client = try await ClientApplication(call)
            let browser = try await call.loggedIn()
            _ = try await browser.consent(client.query())
            oauth.server.clock.advance(by: .seconds(120))
            try await body(client, browser)
        }
    }

    private static func word(_ answer: Answer) -> String {
        if answer.status == 200 { return answer.text.contains("<h1>Allow") ? "consent" : "a page" }
        if answer.location?.hasPrefix("/login?") == true { return "login" }
        return answer.returned["code"] != nil ? "code" : answer.returned["error"] ?? "\(answer.status)"
    }

    @Test("§3.1.2.6 prompt=none without login or consent shows no page and gives no code")
    func silence() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let client = try await ClientApplication(call)
            let browser = Browser(call)
            let path = "/oauth/authorize?\(client.query([("prompt", "none")]))"
            #expect(try await Self.word(browser.get(path)) == "login_required")
            try await browser.logIn()
            #expect(try await Self.word(browser.get(path)) == "consent_required")
        }
    }

    @Test("§3.1.2.1 a request may come by POST, also from the client's site, and continues by GET if it fits a URL")
    func requestsByPost() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let query = try await ClientApplication(call).query()
            let headers: HTTPFields = [
                .contentType: "application/x-www-form-urlencoded", .origin: "https://client.example",
                .secFetchSite: "cross-site",
            ]
            let answer = try await call(.post, "/oauth/authorize", headers: headers, body: query)
            #expect(answer.status == 303 && answer.location == "/oauth/authorize?\(query)")
            let long = query + "&x=" + String(repeating: "y", count: 12_000)
            #expect(try await call(.post, "/oauth/authorize", headers: headers, body: long).status == 400)
        }
    }

    @Test(
        "§3.1.2.1 login_hint is shown in the login form, escaped",
        arguments: [
            ("bob@example.org", "value=\"bob@example.org\""), ("\"><script>", "value=\"&quot;&gt;&lt;script&gt;\""),
        ]
    )
    func loginHint(hint: String, shown: String) async throws {
        try await OAuthFixture().serve { (call) async throws in
            let sent = try await call(.get, "/oauth/authorize?\(ClientApplication(call).query([("login_hint", hint)]))")
            #expect(try await call(.get, #require(sent.location)).text.contains("name=\"username\" \(shown)"))
        }
    }

    @Test("§5.3 userinfo accepts GET and POST with a bearer token; without one it sends a challenge (RFC 6750 §3)")
    func userinfo() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let client = try await ClientApplication(call)
            let token = try #require(await client.tokens([("scope", "openid profile")])["access_token"]?.string)
            for method in [HTTPRequest.Method.get, .post] {
                let answer = try await call(method, "/oauth/userinfo", token: token)
                #expect(answer.status == 200 && answer.json["preferred_username"] == "alice")
                #expect(answer.headers[.cacheControl] == "no-store")
            }
            let bare = try await call(.get, "/oauth/userinfo")
            #expect(bare.status == 401 && bare.headers[.wwwAuthenticate] == "Bearer realm=\"agent-memory\"")
            let opened = try await call(.get, "/oauth/userinfo", headers: [.accept: "text/html"])
            #expect(opened.status == 401 && opened.headers[.wwwAuthenticate] == bare.headers[.wwwAuthenticate])
            #expect(opened.headers[.contentType] == "text/html; charset=utf-8")
            for method in [HTTPRequest.Method.get, .post] {
                let bad = try await call(method, "/oauth/userinfo", token: "x")
                #expect(bad.status == 401 && bad.headers[.wwwAuthenticate]?.contains("error=\"invalid_token\"") == true)
                #expect(bad.json["error"] == "invalid_token")
            }
            let plain = try #require(await client.tokens([("scope", "memory:read")])["access_token"]?.string)
            let poor = try await call(.get, "/oauth/userinfo", token: plain)
            #expect(poor.status == 403 && poor.headers[.wwwAuthenticate]?.contains("scope=\"openid\"") == true)
            #expect(try await call(.get, "/oauth/userinfo?access_token=\(token)").status == 401)
        }
    }
}

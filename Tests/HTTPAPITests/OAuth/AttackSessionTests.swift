import Base
import HTTPTypes
import Identity
import Testing

@testable import HTTPAPI

@Suite("Attacks on sessions, cookies and pages") struct AttackSessionTests {
    private static let session = "__Host-am_session"
    private static let browserCookie = "__Host-am_browser"

    @Test("cookies: __Host-, Secure, HttpOnly, SameSite=Lax, for this host and every path")
    func attributes() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let browser = Browser(call)
            let page = try await browser.get("/login")
            let login = try await browser.logIn()
            let cookies = page.headers[values: .setCookie] + login.headers[values: .setCookie]
            #expect(cookies.count == 3)
            for cookie in cookies {
                #expect(cookie.hasPrefix("__Host-am_"))
                for part in ["; Path=/;", "; HttpOnly", "; SameSite=Lax", "; Secure"] {
                    #expect("\(cookie);".contains(part), "\(part)")
                }
                #expect(!cookie.contains("Domain"))
            }
        }
    }

    @Test("cookies: on loopback without TLS they have no prefix, but all other attributes")
    func attributesOnLoopback() async throws {
        try await OAuthFixture(issuer: "http://127.0.0.1:8000").serve { (call) async throws in
            let cookie = try #require(await call(.get, "/login").headers[.setCookie])
            #expect(cookie.hasPrefix("am_browser=") && cookie.hasSuffix("; Path=/; HttpOnly; SameSite=Lax"))
            let set = try await Browser(call, origin: "http://127.0.0.1:8000").logIn().headers[values: .setCookie]
            let session = try #require(set.first { $0.hasPrefix("am_session=") })
            #expect(
                session.hasPrefix("am_session=") && session.contains("; Path=/; HttpOnly; SameSite=Lax")
                    && !session.contains("Secure")
            )
        }
    }

    @Test("fixation: a login always creates a new session, with any cookie of the browser")
    func fixation() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let planted = String(repeating: "p", count: 43)
            let browser = Browser(call)
            browser.set(Self.session, to: planted)
            #expect(try await browser.get("/account").status == 303)
            try await browser.logIn()
            let first = browser.cookies[Self.session]
            #expect(first != nil && first != planted)
            try await browser.logIn()
            #expect(browser.cookies[Self.session] != first, "a second login has its own session")
            let old = try await call(.get, "/account", headers: [.cookie: "\(Self.session)=\(first ?? "")"])
            #expect(old.status == 303, "and ends the one this browser had")
            let attacker = Browser(call)
            attacker.set(Self.session, to: planted)
            #expect(try await attacker.get("/account").status == 303)
        }
    }

    @Test("tossing: a cookie that appears twice, or without its prefix, is ignored")
    func tossing() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let browser = try await call.loggedIn()
            let value = try #require(browser.cookies[Self.session])
            for header in [
                "\(Self.session)=x; \(Self.session)=\(value)", "\(Self.session)=\(value); \(Self.session)=\(value)",
                "am_session=\(value)",
            ] {
                #expect(
                    try await call(.get, "/account", headers: [.cookie: header]).status == 303,
                    "\(header.prefix(30))"
                )
            }
            #expect(try await call(.get, "/account", headers: [.cookie: "\(Self.session)=\(value)"]).status == 200)
        }
    }

    @Test("logout ends the session on the server: the old cookie no longer works")
    func logout() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let browser = try await call.loggedIn()
            let value = try #require(browser.cookies[Self.session])
            let form = try await browser.get("/account").fields(of: "/logout")
            for forged in [[], form.replacing("seal", with: "AAAA")] as [[(String, String)]] {
                #expect(try await browser.post("/logout", forged).status == 403)
            }
            #expect(try await browser.get("/account").status == 200)
            #expect(try await browser.post("/logout", form).status == 303)
            #expect(browser.cookies[Self.session] == nil)
            #expect(try await call(.get, "/account", headers: [.cookie: "\(Self.session)=\(value)"]).status == 303)
        }
    }

    @Test(
        "open redirector: a login leads only to pages of this server",
        arguments: [
            "//evil.example", "/\\evil.example", "https://evil.example", "https:evil.example", "javascript:alert(1)",
            "/oauth/authorize",
            "/oauth/authorizeX?", "/account/../evil", "/memories/..", "/memories/%2E%2e", "/memories//evil.example/x",
            "/oauth/authorize?a\r\nLocation: https://evil.example",
            "/oauth/authorize?\\evil", "", "evil",
        ]
    )
    func openRedirector(destination: String) async throws {
        try await OAuthFixture().serve { (call) async throws in
            let browser = Browser(call)
            let answer = try await browser.logIn(destination: destination)
            #expect(answer.status == 303 && answer.location == "/")
        }
    }

    @Test("a login form cannot be used for another destination")
    func destinationsAreSealed() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let client = try await ClientApplication(call)
            let browser = Browser(call)
            let form =
                try await browser.get("/login").fields(of: "/login") + [
                    ("username", "alice"), ("password", OAuthFixture.password),
                ]
            let answer = try await browser.post(
                "/login",
                form.replacing("continue", with: "/oauth/authorize?\(client.query())")
            )
            #expect(answer.status == 403 && browser.cookies[Self.session] == nil)
        }
    }

    @Test(
        "pages for people: no frames, no script but our own, not stored, no referrer, and forms go to this server only",
        arguments: ["/login", "CONSENT", "/account", "/oauth/authorize"]
    )
    func pagesAreLocked(path: String) async throws {
        try await OAuthFixture().serve { (call) async throws in
            let client = try await ClientApplication(call)
            let browser = Browser(call)
            if path != "/login" { try await browser.logIn() }
            let page = try await browser.get(path == "CONSENT" ? "/oauth/authorize?\(client.query())" : path)
            #expect(
                page.headers[.contentType] == "text/html; charset=utf-8" && page.headers[.cacheControl] == "no-store"
            )
            #expect(page.headers[.xFrameOptions] == "DENY" && page.headers[.referrerPolicy] == "no-referrer")
            #expect(page.headers[.xContentTypeOptions] == "nosniff" && page.headers[.strictTransportSecurity] != nil)
            let policy = try #require(page.headers[.contentSecurityPolicy])
            for part in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action "] {
                #expect(policy.contains(part), "\(part)")
            }
            #expect(policy.contains("script-src 'self';") && !policy.contains("unsafe") && !policy.contains(" *"))
            #expect(!page.withoutOwnScript.contains(/<script|<style| style=| on[a-z]+=/))
        }
    }

    @Test(
        "wrong passwords: all get the same message, then must wait, and the user name is escaped",
        arguments: ["alice", "nobody", "<b>x</b>"]
    )
    func wrongPasswords(name: String) async throws {
        try await OAuthFixture().serve { (call) async throws in
            let browser = Browser(call)
            for _ in 0..<10 {
                let answer = try await browser.logIn(name, password: "wrong")
                #expect(
                    answer.status == 403 && answer.text.contains("Wrong user name or password.")
                        && !answer.text.contains("<b>x")
                )
                // Accessible for screen readers: the message is in the form, named by its fields, and in the title.
                #expect(
                    answer.text.contains("<title>Error: Log in")
                        && answer.text.contains("id=\"problem\" role=\"alert\"")
                )
                let invalid = answer.text.matches(of: /name="(\w+)"[^>]*aria-invalid="true" aria-describedby="problem"/)
                #expect(invalid.map { String($0.output.1) } == ["username", "password"])
            }
            let limited = try await browser.logIn(name)
            #expect(
                limited.status == 429 && limited.headers[.retryAfter] == "900" && browser.cookies[Self.session] == nil
            )
        }
    }

    @Test(
        "lockout: a browser with an earlier login can log in while strangers guess passwords, also after logout"
    )
    func knownBrowser() async throws {
        try await OAuthFixture(proxies: TrustedProxies([try #require(IPBlock("127.0.0.0/8"))])).serve(live: true) {
            (call) async throws in
            let browser = try await call.loggedIn()
            _ = try await browser.submit(browser.get("/account"), to: "/logout", [:])
            let known = browser.cookies["__Host-am_known"]
            #expect(known != nil)
            for index in 0..<100 {
                let stranger = Browser(call)
                let page = try await stranger.get("/login")
                var headers = stranger.ownPage
                headers[.forwardedFor] = "198.51.100.\(index % 20)"
                _ = try await stranger.submit(
                    page,
                    to: "/login",
                    ["username": "alice", "password": "wrong"],
                    headers: headers
                )
            }
            #expect(try await Browser(call).logIn().status == 429)
            #expect(try await browser.logIn().status == 303)
            #expect(browser.cookies["__Host-am_known"] == known, "it stays the same browser")
        }
    }
}

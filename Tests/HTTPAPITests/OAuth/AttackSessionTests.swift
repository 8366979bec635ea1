import Base
import HTTPTypes
import Identity
import Testing

@testable import HTTPAPI

@Suite("Attacks on sessions, cookies and pages") struct AttackSessionTests {
    private static let session = "__Host-am_session"
    private static let browserCookie = "__Host-am_browser"

    @Test("cookies: __Host-, Secure, HttpOnly, SameSite=Lax, of this host and every path")
    func attributes() async throws {
        try await Gatehouse().serve { (call) async throws in
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

    @Test("cookies: on plain loopback they have no prefix, and nothing else is missing")
    func attributesOnLoopback() async throws {
        try await Gatehouse(issuer: "http://127.0.0.1:8000").serve { (call) async throws in
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

    @Test("fixation: the session of a login is new, whatever cookie the browser came with")
    func fixation() async throws {
        try await Gatehouse().serve { (call) async throws in
            let planted = String(repeating: "p", count: 43)
            let browser = Browser(call)
            browser.set(Self.session, to: planted)
            #expect(try await browser.get("/account").status == 303)
            try await browser.logIn()
            let first = browser.cookies[Self.session]
            #expect(first != nil && first != planted)
            try await browser.logIn()
            #expect(browser.cookies[Self.session] != first, "a second login has a session of its own")
            let old = try await call(.get, "/account", headers: [.cookie: "\(Self.session)=\(first ?? "")"])
            #expect(old.status == 303, "and ends the one this browser had")
            let attacker = Browser(call)
            attacker.set(Self.session, to: planted)
            #expect(try await attacker.get("/account").status == 303)
        }
    }

    @Test("tossing: a cookie that is there twice, or without its prefix, counts as none")
    func tossing() async throws {
        try await Gatehouse().serve { (call) async throws in
            let browser = Browser(call)
            try await browser.logIn()
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

    @Test("logout ends the session on the server: the old cookie is worth nothing")
    func logout() async throws {
        try await Gatehouse().serve { (call) async throws in
            let browser = Browser(call)
            try await browser.logIn()
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
        "open redirector: after login one lands on a page of ours",
        arguments: [
            "//evil.example", "/\\evil.example", "https://evil.example", "https:evil.example", "javascript:alert(1)",
            "/oauth/authorize",
            "/oauth/authorizeX?", "/account/../evil", "/account?x=https://evil.example",
            "/oauth/authorize?a\r\nLocation: https://evil.example",
            "/oauth/authorize?\\evil", "", "evil",
        ]
    )
    func openRedirector(destination: String) async throws {
        try await Gatehouse().serve { (call) async throws in
            let browser = Browser(call)
            let answer = try await browser.logIn(destination: destination)
            #expect(answer.status == 303 && answer.location == "/account")
        }
    }

    @Test("the login form of one destination does not lead to another")
    func destinationsAreSealed() async throws {
        try await Gatehouse().serve { (call) async throws in
            let client = try await ClientApplication(call)
            let browser = Browser(call)
            let form =
                try await browser.get("/login").fields(of: "/login") + [
                    ("username", "alice"), ("password", Gatehouse.password),
                ]
            let answer = try await browser.post(
                "/login",
                form.replacing("continue", with: "/oauth/authorize?\(client.query())")
            )
            #expect(answer.status == 403 && browser.cookies[Self.session] == nil)
        }
    }

    @Test(
        "every page for people: in no frame, no script, not stored, no referrer, forms lead home",
        arguments: ["/login", "CONSENT", "/account", "/oauth/authorize"]
    )
    func pagesAreLocked(path: String) async throws {
        try await Gatehouse().serve { (call) async throws in
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
            #expect(!policy.contains("script-src") && !policy.contains("unsafe") && !policy.contains(" *"))
            #expect(!page.text.contains(/<script|<style| style=| on[a-z]+=/))
        }
    }

    @Test(
        "wrong passwords: one sentence for all, then a wait, and the name is shown as text",
        arguments: ["alice", "nobody", "<b>x</b>"]
    )
    func wrongPasswords(name: String) async throws {
        try await Gatehouse().serve { (call) async throws in
            let browser = Browser(call)
            for _ in 0..<10 {
                let answer = try await browser.logIn(name, password: "wrong")
                #expect(
                    answer.status == 403 && answer.text.contains("Wrong user name or password.")
                        && !answer.text.contains("<b>x")
                )
                // Also for those who do not see it: in the form, named by its fields, and in the title.
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

    @Test("the set-up page is for this machine only, and a forged form sets no password")
    func setUp() async throws {
        let gatehouse = try await Gatehouse()
        try await gatehouse.serve { (call) async throws in
            #expect(try await call(.get, "/setup").status == 404, "nobody knows the peer")
        }
        try await gatehouse.serve(live: true) { (call) async throws in
            let browser = Browser(call)
            #expect(try await browser.get("/setup").status == 200)
            #expect(try await browser.get("/login").text.contains("href=\"/setup\""))
            for field in [HTTPField.Name.forwardedFor, .forwarded, .via] {
                #expect(
                    try await browser.get("/setup", headers: [field: "127.0.0.1"]).status == 404,
                    "passed on by a proxy"
                )
                let login = try await browser.get("/login", headers: [field: "127.0.0.1"])
                #expect(login.status == 200 && !login.text.contains("/setup"))
                #expect(
                    login.text.contains("none yet? <code>agent-memory user password NAME</code> on the server sets it.")
                )
            }
            let form =
                try await browser.get("/setup").fields(of: "/setup") + [
                    ("token", gatehouse.house.alice), ("password", "a new password"),
                ]
            #expect(try await browser.post("/setup", form.replacing("seal", with: "AAAA")).status == 403)
            #expect(try await browser.post("/setup", form, headers: [.origin: "https://evil.example"]).status == 403)
            #expect(try await browser.post("/setup", form).text.contains("has a password already"))
            #expect(
                try await !browser.get("/setup").text.contains("autocomplete=\"username\""),
                "there are several people"
            )
        }
    }

    @Test("the set-up page logs in whoever set the first password, and tells the user name")
    func setUpLogsIn() async throws {
        let gatehouse = try await Gatehouse()
        let dana = try await gatehouse.house.users.add(name: "dana")
        let token = try await gatehouse.house.token(of: "dana")
        try await gatehouse.serve(live: true) { (call) async throws in
            let browser = Browser(call)
            let fields = ["token": " export TOKEN=\"\(token)\" ", "password": "a new password"]
            let answer = try await browser.submit(browser.get("/setup"), to: "/setup", fields)
            #expect(answer.status == 303 && answer.location == "/account")
            #expect(
                try await browser.get("/account").text.contains("you are logged in. Your user name is \(dana.name).")
            )
            #expect(try await Browser(call).logIn("dana", password: "a new password").status == 303)
        }
    }

    /// What is wrong is said of what is wrong, and a server that cannot tell does not blame the token.
    @Test(
        "the set-up page says what is wrong, beside the field",
        arguments: [
            ("short", nil, "at least 12 characters", "password"),
            (String(repeating: "x", count: 1_025), nil, "at most 1024 bytes", "password"),
            ("a new password", "amt_wrong", "This is not a complete token. Copy it again.", "token"),
            ("a new password", "wrong", "That token cannot be used here", "token"),
            ("a new password", "", "That token cannot be used here", "token"),
        ] as [(String, String?, String, String)]
    )
    func setUpProblems(password: String, token: String?, problem: String, field: String) async throws {
        let gatehouse = try await Gatehouse()
        try await gatehouse.serve(live: true) { (call) async throws in
            let browser = Browser(call)
            let fields = ["token": token ?? gatehouse.house.alice, "password": password]
            let answer = try await browser.submit(browser.get("/setup"), to: "/setup", fields)
            #expect(answer.status == 400 && answer.text.contains("<title>Error: Set up"))
            #expect(
                answer.text.contains(try Regex("<p class=\"problem\" id=\"problem\" role=\"alert\">[^<]*\(problem)"))
            )
            let invalid = answer.text.matches(of: /name="(\w+)"[^>]*aria-invalid="true"/).map { String($0.output.1) }
            #expect(invalid == [field])
        }
    }

    @Test("too many wrong tokens at the set-up page are too many, and not wrong")
    func setUpIsLimited() async throws {
        let gatehouse = try await Gatehouse()
        try await gatehouse.serve(live: true) { (call) async throws in
            let browser = Browser(call)
            let form = try await browser.get("/setup").fields(of: "/setup") + [("password", "a new password")]
            var statuses: [Int] = []
            for _ in 0..<102 {
                statuses.append(try await browser.post("/setup", form + [("token", "amt_wrong")]).status)
            }
            #expect(statuses.first == 400 && statuses.last == 429)
        }
    }

    @Test(
        "lockout: a browser that the person logged in with before gets in while strangers are guessing; logging out does not change that"
    )
    func knownBrowser() async throws {
        try await Gatehouse(proxies: try #require(TrustedProxies(["127.0.0.0/8"]))).serve(live: true) {
            (call) async throws in
            let browser = Browser(call)
            try await browser.logIn()
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

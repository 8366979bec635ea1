import Base
import HTTPTypes
import Identity
import Testing

@testable import HTTPAPI

@Suite("Attacks on the login and consent forms") struct AttackFormTests {
    /// The changes to a valid form, and the status of the response.
    struct Forgery: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var headers: HTTPFields = Browser.page(of: OAuthFixture.issuer)
        var changes: [(String, String?)] = []

        init(
            _ name: String,
            headers: HTTPFields = Browser.page(of: OAuthFixture.issuer),
            _ changes: [(String, String?)] = []
        ) {
            testDescription = name
            self.headers = headers
            self.changes = changes
        }
    }

    static let forgeries = [
        Forgery("no seal", [("seal", nil)]), Forgery("an empty seal", [("seal", "")]),
        Forgery("an invented seal", [("seal", "AAAA")]),
        Forgery("a seal of the right length", [("seal", String(repeating: "A", count: 43))]),
        Forgery("another site's origin", headers: [.origin: "https://evil.example"]),
        Forgery("a look-alike origin", headers: [.origin: "https://memory.example.evil.example"]),
        Forgery("our name without TLS", headers: [.origin: "http://memory.example"]),
        Forgery("a cross-site request", headers: [.secFetchSite: "cross-site"]),
        Forgery("a sibling host's request", headers: [.secFetchSite: "same-site"]),
        Forgery("a cross-site request that hides its origin", headers: [.origin: "null", .secFetchSite: "cross-site"]),
    ]

    @Test("consent: a forged form gives no code and redirects nowhere", arguments: forgeries)
    func forgedConsent(forgery: Forgery) async throws {
        try await OAuthFixture().serve { (call) async throws in
            let client = try await ClientApplication(call)
            let browser = try await call.loggedIn()
            let form = try await Self.consentForm(browser, client.query())
            let changed = forgery.changes.reduce(form) { $0.replacing($1.0, with: $1.1) }
            let answer = try await browser.post("/oauth/authorize", changed, headers: forgery.headers)
            #expect([400, 403].contains(answer.status) && answer.location == nil)
            #expect(try await browser.get("/oauth/authorize?\(client.query())").status == 200, "nothing was remembered")
            #expect(try await browser.post("/oauth/authorize", form).returned["code"] != nil, "the real form works")
        }
    }

    @Test("login: a forged form logs nobody in", arguments: forgeries)
    func forgedLogin(forgery: Forgery) async throws {
        try await OAuthFixture().serve { (call) async throws in
            let browser = Browser(call)
            let page = try await browser.get("/login")
            let form = page.fields(of: "/login") + [("username", "alice"), ("password", OAuthFixture.password)]
            let changed = forgery.changes.reduce(form) { $0.replacing($1.0, with: $1.1) }
            let answer = try await browser.post("/login", changed, headers: forgery.headers)
            #expect([400, 403].contains(answer.status) && answer.headers[.setCookie] == nil)
            #expect(try await browser.post("/login", form).status == 303, "the real form works")
        }
    }

    /// Values that the consent form must not be changed to.
    static let changed: [(String, String?)] = [
        ("client_id", "OTHER"), ("scope", "memory:read memory:write offline_access"),
        ("redirect_uri", "http://127.0.0.1:1/callback"),
        ("state", "other"), ("resource", "https://memory.example"),
        ("code_challenge", String(repeating: "A", count: 43)),
    ]

    @Test("consent: the form cannot change what was requested", arguments: changed)
    func changedConsent(name: String, value: String?) async throws {
        try await OAuthFixture().serve { (call) async throws in
            let (client, other) = (try await ClientApplication(call), try await ClientApplication(call))
            let browser = try await call.loggedIn()
            let form = try await Self.consentForm(browser, client.query())
            let query = client.query([(name, value == "OTHER" ? other.id : value)])
            let answer = try await browser.post("/oauth/authorize", form.replacing("request", with: query))
            #expect(answer.status == 403 && answer.location == nil)
        }
    }

    @Test("consent: a seal is valid for one login, one person and one purpose")
    func foreignSeals() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let client = try await ClientApplication(call)
            let (alice, bob, stranger) = (Browser(call), Browser(call), Browser(call))
            try await alice.logIn()
            try await bob.logIn("bob")
            let form = try await Self.consentForm(alice, client.query())
            // The browser of another person, and one that is not logged in.
            for browser in [bob, stranger] {
                let answer = try await browser.post("/oauth/authorize", form)
                #expect(answer.status == 403 && answer.location == nil)
            }
            // The seals of other forms in the same browser.
            let account = try await alice.get("/account")
            for action in ["/logout", "/account/tokens"] {
                let seal = account.fields(of: action).first { $0.0 == "seal" }?.1
                #expect(seal != nil)
                #expect(
                    try await alice.post("/oauth/authorize", form.replacing("seal", with: seal)).status == 403,
                    "\(action)"
                )
            }
            // After a new login in another tab, as the same person or another, the old page's form is refused.
            for name in ["alice", "bob"] {
                try await alice.logIn(name)
                #expect(try await alice.post("/oauth/authorize", form).status == 403, "\(name)")
            }
            #expect(try await alice.get("/oauth/authorize?\(client.query())").text.contains("Logged in as</dt><dd>bob"))
        }
    }

    /// People use all loopback names, and only this machine has them.
    @Test(
        "consent: on loopback a form may come from any of the server's names, at its own port",
        arguments: [
            ([.origin: "http://127.0.0.1:8000"], true),
            ([.origin: "http://localhost:8000", .secFetchSite: "same-origin"], true),
            ([.origin: "http://[::1]:8000"], true), ([.origin: "null"], true), ([:], true),
            ([.origin: "http://127.0.0.1:8001"], false),
            ([.origin: "http://localhost.evil.example:8000"], false),
        ] as [(HTTPFields, Bool)]
    )
    func namesOfLoopback(headers: HTTPFields, isTaken: Bool) async throws {
        let issuer = "http://127.0.0.1:8000"
        try await OAuthFixture(issuer: issuer).serve { (call) async throws in
            let client = try await ClientApplication(call)
            let browser = Browser(call, origin: issuer)
            try await browser.logIn()
            let form = try await Self.consentForm(browser, client.query([("resource", issuer)]))
            let answer = try await browser.post("/oauth/authorize", form, headers: headers)
            #expect(answer.status == (isTaken ? 303 : 403) && (answer.returned["code"] != nil) == isTaken)
        }
    }

    @Test(
        "consent: only POST grants it, and not for another person's workspace or an unknown client"
    )
    func onlyByPost() async throws {
        let oauth = try await OAuthFixture()
        let bobs = try await oauth.server.users.user("bob").personalWorkspace.rawValue
        try await oauth.serve { (call) async throws in
            let client = try await ClientApplication(call)
            let browser = try await call.loggedIn()
            let form = try await Self.consentForm(browser, client.query())
            #expect(try await browser.get("/oauth/authorize?\(form.encoded)").location == nil)
            #expect(try await browser.get("/oauth/authorize?\(client.query())&decision=approve").status == 200)
            #expect(
                try await browser.post("/oauth/authorize", form.replacing("request", with: "client_id=amc_x")).status
                    == 400
            )
            for workspace in [bobs, "", "ws_unknown"] {
                let answer = try await browser.post("/oauth/authorize", form.replacing("workspace", with: workspace))
                #expect(answer.returned["code"] == nil && answer.returned["error"] != nil, "\(workspace)")
            }
        }
    }

    @Test("an application's own name is escaped on every page, and shown next to its redirect target")
    func namesAreText() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let name = "<img src=x onerror=alert(1)>\u{202e}\"'&{{seal}} Official Google"
            let client = try await ClientApplication(
                call,
                ["client_name": .string(name), "redirect_uris": ["https://evil.example/cb"]]
            )
            let browser = Browser(call)
            let login = try await browser.get("/login?continue=\(Percent.encode("/oauth/authorize?\(client.query())"))")
            try await browser.logIn()
            let consent = try await browser.get("/oauth/authorize?\(client.query())")
            for page in [login, consent] {
                #expect(!page.text.contains("<img") && page.text.contains("&lt;img src=x onerror=alert(1)&gt;"))
                #expect(
                    !page.text.contains("\u{202e}") && page.text.contains("{{seal}}")
                        && page.text.contains("evil.example")
                )
            }
        }
    }

    static func consentForm(_ browser: Browser, _ query: String) async throws -> [(String, String)] {
        let page = try await browser.get("/oauth/authorize?\(query)")
        #expect(page.status == 200, "no consent page: \(page.status) \(page.location ?? "")")
        return page.fields(of: "/oauth/authorize") + [("workspace", page.workspace), ("decision", "approve")]
    }
}

import Base
import HTTPTypes
import Identity
import Testing

@testable import HTTPAPI

@Suite("Login and consent as a browser sees them (RFC 6749 §4.1, OIDC Core §3.1.2, RFC 9207)") struct AuthorizePageTests {
    private static let issuer = "http://127.0.0.1:8000"
    private let gatehouse: Gatehouse

    init() async throws {
        gatehouse = try await Gatehouse(issuer: Self.issuer)
    }

    private static func path(_ id: String, _ changes: [String: String?] = [:]) -> String {
        var values: [String: String?] = [
            "response_type": "code", "client_id": id, "redirect_uri": "http://127.0.0.1:9999/callback", "state": "s",
            "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256",
        ]
        values.merge(changes) { _, new in new }
        let pairs = values.compactMap { name, value in value.map { "\(name)=\(Percent.encode($0))" } }
        return "/oauth/authorize?" + pairs.sorted().joined(separator: "&")
    }

    private static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

    private func client(_ call: Caller, _ changes: [String: JSONValue] = [:]) async throws -> String {
        try #require(await gatehouse.register(call, changes)["client_id"]?.string)
    }

    private static func answer(_ location: String?) throws -> [String: String] {
        let query = try #require(location).split(separator: "?", maxSplits: 1)
        try #require(query.count == 2 && query[0] == "http://127.0.0.1:9999/callback")
        let pairs = try FormParameters(parsing: String(query[1])).pairs
        return Dictionary(pairs.map { ($0.name, $0.value) }) { first, _ in first }
    }

    /// From nothing to a token that works, and to its end.
    @Test func aPersonLogsInConsentsAndTheApplicationActsUntilItIsRevoked() async throws {
        try await gatehouse.serve { (call) async throws in
            let id = try await client(call)
            let browser = Browser(call, origin: Self.issuer)
            let path = Self.path(id, ["scope": "memory:read memory:write openid profile", "nonce": "n"])
            let sent = try await browser.get(path)
            let login = try #require(sent.headers[.location])
            #expect(sent.status == 303 && login.hasPrefix("/login?continue="))
            let loggedIn = try await browser.submit(
                browser.get(login), to: "/login", ["username": "alice", "password": Gatehouse.password])
            #expect(loggedIn.status == 303 && loggedIn.headers[.location] == path)
            // GET may be repeated, and changes nothing.
            for _ in 0..<3 { #expect(try await browser.get(path).text.contains("Allow Test?")) }
            let workspace = gatehouse.alice.personalWorkspace.rawValue
            let agreed = try await browser.submit(
                browser.get(path), to: "/oauth/authorize", ["decision": "approve", "workspace": workspace])
            let answer = try Self.answer(agreed.headers[.location])
            #expect(agreed.status == 303 && answer["state"] == "s" && answer["iss"] == Self.issuer)
            let code = try #require(answer["code"])
            #expect(code.hasPrefix("ama_"))

            let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
            let exchange = "grant_type=authorization_code&code=\(code)&client_id=\(id)&code_verifier=\(Self.verifier)"
            let tokens = try await call(.post, "/oauth/token", headers: form, body: exchange)
            #expect(tokens.status == 200 && tokens.headers[.cacheControl] == "no-store" && tokens.json["token_type"] == "Bearer")
            #expect(tokens.json["expires_in"] == 900 && tokens.json["id_token"] != nil)
            let access = try #require(tokens.json["access_token"]?.string)
            #expect(try await call(.get, "/v1/working-memory", token: access).status == 200)
            #expect(try await call(.get, "/oauth/userinfo", token: access).json["preferred_username"] == "alice")

            // Remembered: nobody is asked again, not even without a page.
            #expect(try Self.answer(await browser.get(Self.path(id, ["prompt": "none"])).headers[.location])["code"] != nil)
            #expect(
                try Self.answer(await browser.get(Self.path(id, ["prompt": "none", "scope": "email"])).headers[.location])["error"]
                    == "consent_required")

            let revoked = try await call(.post, "/oauth/revoke", headers: form, body: "token=\(access)&client_id=\(id)")
            #expect(revoked.status == 200)
            #expect(try await call(.get, "/v1/working-memory", token: access).status == 401)
        }
    }

    @Test func aRequestMayComeByPOST() async throws {
        try await gatehouse.serve { (call) async throws in
            let path = Self.path(try await client(call))
            let body = String(path.split(separator: "?")[1])
            let headers: HTTPFields = [
                .contentType: "application/x-www-form-urlencoded", .origin: "https://client.example", .secFetchSite: "cross-site",
            ]
            let answer = try await call(.post, "/oauth/authorize", headers: headers, body: body)
            #expect(answer.status == 303 && answer.headers[.location] == path)
            let long = try await call(
                .post, "/oauth/authorize", headers: headers, body: body + "&x=" + String(repeating: "y", count: 12_000))
            #expect(long.status == 400)
        }
    }

    @Test(arguments: [("bob@example.org", "value=\"bob@example.org\""), ("\"><script>", "value=\"&quot;&gt;&lt;script&gt;\"")])
    func theLoginPageKnowsWhomTheApplicationExpects(hint: String, shown: String) async throws {
        try await gatehouse.serve { (call) async throws in
            let browser = Browser(call, origin: Self.issuer)
            let sent = try await browser.get(Self.path(try await client(call), ["login_hint": hint]))
            let page = try await browser.get(#require(sent.headers[.location]))
            #expect(page.text.contains("name=\"username\" \(shown)"))
        }
    }

    /// The consent form for one request, sent otherwise than a person's browser sends it.
    @Test(
        arguments: [
            (["seal": nil], [:], 400), (["seal": "AAAA"], [:], 403), (["request": "client_id=amc_x"], [:], 400),
            ([:], [.origin: "https://evil.example"], 403), ([:], [.secFetchSite: "cross-site"], 403),
            ([:], [.secFetchSite: "same-site"], 403),
            ([:], [.origin: "http://127.0.0.1:8001"], 403), ([:], [.origin: "http://127.0.0.1:8000"], 303),
            // People type any of its names.
            ([:], [.origin: "http://localhost:8000", .secFetchSite: "same-origin"], 303), ([:], [.origin: "http://[::1]:8000"], 303),
            ([:], [.origin: "http://localhost.evil.example:8000"], 403), ([:], [.origin: "null"], 303), ([:], [:], 303),
        ] as [([String: String?], HTTPFields, Int)])
    func aConsentFormIsTakenFromItsOwnPageOnly(changes: [String: String?], headers: HTTPFields, status: Int) async throws {
        try await gatehouse.serve { (call) async throws in
            let browser = Browser(call, origin: Self.issuer)
            let path = Self.path(try await client(call))
            _ = try await browser.logIn()
            let fields: [String: String?] = ["decision": "approve", "workspace": gatehouse.alice.personalWorkspace.rawValue]
            let answer = try await browser.submit(
                browser.get(path), to: "/oauth/authorize", fields.merging(changes) { _, new in new }, headers: headers)
            #expect(answer.status == status)
            #expect((answer.headers[.location]?.contains("code=") ?? false) == (status == 303))
        }
    }

    @Test func aFormShownForOneRequestOrPersonAnswersNoOther() async throws {
        try await gatehouse.serve { (call) async throws in
            let browser = Browser(call, origin: Self.issuer)
            _ = try await browser.logIn()
            let (one, two) = (Self.path(try await client(call)), Self.path(try await client(call)))
            let page = try await browser.get(one)
            let query = String(two.dropFirst("/oauth/authorize?".count))
            let fields: [String: String?] = ["decision": "approve", "workspace": gatehouse.alice.personalWorkspace.rawValue]
            let swapped = try await browser.submit(page, to: "/oauth/authorize", fields.merging(["request": query]) { _, new in new })
            #expect(swapped.status == 403)
            // Logged in anew, perhaps as somebody else: the old page is out of date.
            _ = try await browser.logIn()
            #expect(try await browser.submit(page, to: "/oauth/authorize", fields).status == 403)
        }
    }

    @Test func foreignWorkspacesAndDenialGoBackAsErrors() async throws {
        let bob = try await gatehouse.house.users.user("bob")
        try await gatehouse.serve { (call) async throws in
            let browser = Browser(call, origin: Self.issuer)
            let path = Self.path(try await client(call))
            _ = try await browser.logIn()
            for fields in [
                ["decision": "deny"], ["decision": "approve", "workspace": bob.personalWorkspace.rawValue], ["decision": "approve"],
            ] {
                let answer = try await browser.submit(browser.get(path), to: "/oauth/authorize", fields)
                let parameters = try Self.answer(answer.headers[.location])
                #expect(parameters["error"] != nil && parameters["code"] == nil && parameters["iss"] == Self.issuer)
            }
        }
    }

    @Test func everyPageIsGuarded() async throws {
        try await gatehouse.serve { (call) async throws in
            let browser = Browser(call, origin: Self.issuer)
            let path = Self.path(try await client(call))
            var pages = [try await browser.get("/login"), try await browser.get("/oauth/authorize?client_id=amc_unknown")]
            let loggedIn = try await browser.logIn()
            pages += [try await browser.get(path), try await browser.get("/account")]
            for page in pages {
                let policy = try #require(page.headers[.contentSecurityPolicy])
                #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"))
                #expect(page.headers[.cacheControl] == "no-store" && page.headers[.referrerPolicy] == "no-referrer")
                #expect(page.headers[.xFrameOptions] == "DENY")
                #expect(!page.text.contains(/<script|<style| style=| on[a-z]+=/))
            }
            let cookie = try #require(loggedIn.headers[.setCookie])
            #expect(cookie.hasPrefix("am_session=") && cookie.contains("; Path=/; HttpOnly; SameSite=Lax") && !cookie.contains("Secure"))
        }
        try await Gatehouse(issuer: "https://memory.example").serve { (call) async throws in
            let cookie = try #require(try await call(.get, "/login").headers[.setCookie])
            #expect(cookie.hasPrefix("__Host-am_browser=") && cookie.contains("; Secure") && !cookie.contains("Domain"))
        }
    }
}

import Authorization
import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("RFC 6749, the authorization endpoint over HTTP") struct RFC6749AuthorizationHTTPTests {
    @Test("§4.1 the whole flow gives tokens for REST and MCP, and repeating the request needs no new consent")
    func theWholeWay() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let client = try await ClientApplication(call)
            let browser = Browser(call)
            let path = "/oauth/authorize?\(client.query())"
            let first = try await browser.get(path)
            #expect(first.status == 303 && first.location == "/login?continue=\(Percent.encode(path))")
            let login = try await browser.logIn(destination: path)
            #expect(login.status == 303 && login.location == path)
            let answer = try await browser.consent(client.query())
            #expect(answer.status == 303 && answer.location?.hasPrefix("\(OAuthFixture.redirect)?code=") == true)
            #expect(answer.returned["state"] == "x y" && answer.returned["iss"] == OAuthFixture.issuer)
            let tokens = try await client.redeem(#require(answer.returned["code"])).json
            let token = try #require(tokens["access_token"]?.string)
            #expect(try await call(.get, "/v1/working-memory", token: token).status == 200)
            #expect(try await call.rpc("ping", token: token).status == 200)
            let again = try await browser.get(path)
            #expect(
                again.status == 303 && again.returned["code"] != nil
                    && again.returned["code"] != answer.returned["code"]
            )
        }
    }

    @Test(
        "§3.1 GET may be repeated: it changes nothing and sets nothing",
        arguments: ["/oauth/authorize", "/authorize"]
    )
    func getIsRepeatable(path: String) async throws {
        try await OAuthFixture().serve { (call) async throws in
            let client = try await ClientApplication(call)
            let answers = [
                try await call(.get, "\(path)?\(client.query())", headers: [.accept: "*/*"]),
                try await call(.get, "\(path)?\(client.query())"), try await call(.head, "\(path)?\(client.query())"),
            ]
            for answer in answers {
                #expect(answer.status == 303 && answer.location == answers[0].location)
                #expect(answer.headers[.setCookie] == nil && answer.headers[.cacheControl] == "no-store")
            }
        }
    }

    /// Browsers apply the page's policy to every redirect after its form, and block without an error message.
    @Test(
        "§4.1.2 the pages' policies allow the redirect to the application, and its next redirect",
        arguments: [
            ("https://client.example/cb", ["https:"]), ("https://[2001:db8::7]/cb", ["https:"]),
            ("http://127.0.0.1:9999/cb", ["https:", "http://127.0.0.1:*"]),
            ("http://localhost:9999/cb", ["https:", "http://localhost:*"]),
            ("http://[::1]:9999/cb", ["https:", "http:"]),
            ("cursor://anysphere.cursor-mcp/oauth/callback", ["cursor:"]),
        ],
        [false, true]
    )
    func policies(way: (uri: String, sources: [String]), hasProvider: Bool) async throws {
        try await OAuthFixture(providers: hasProvider ? [VouchingProvider()] : []).serve { (call) async throws in
            let client = try await ClientApplication(call, ["redirect_uris": [.string(way.uri)]])
            let browser = Browser(call)
            func sources(_ page: Answer) throws -> [Substring] {
                let policy = try #require(page.headers[.contentSecurityPolicy])
                return policy.split(separator: ";").first { $0.hasPrefix(" form-action ") }?.split(separator: " ")
                    .dropFirst().map(\.self)
                    ?? []
            }
            let plain = try await sources(browser.get("/login"))
            #expect(plain.contains("'self'") && plain.contains("https:") == hasProvider)
            let requests = [[], [("response_type", "token")]] as [[(String, String?)]]
            for request in requests {
                let destination = Percent.encode("/oauth/authorize?\(client.query(request))")
                let login = try await sources(browser.get("/login?continue=\(destination)"))
                for source in ["'self'"] + way.sources { #expect(login.contains(Substring(source)), "\(source)") }
            }
            try await browser.logIn()
            let consent = try await sources(browser.get("/oauth/authorize?\(client.query())"))
            for source in ["'self'"] + way.sources { #expect(consent.contains(Substring(source)), "\(source)") }
            #expect(consent.contains("https:") == way.sources.contains("https:"))
        }
    }

    @Test(
        "§10.2 the consent page shows the application, its redirect target, and the workspaces to choose from",
        arguments: [
            (
                .registered, "https://client.example/cb",
                ["client.example", "The application chose this name itself."]
            ),
            (.registered, "http://127.0.0.1:9999/cb", ["this computer (127.0.0.1)", "It runs on your own device."]),
            (.registered, "com.example.app:/cb", ["the app “com.example.app”", "It runs on your own device."]),
            (.preregistered, "https://client.example/cb", ["client.example"]),
        ] as [(Client.Origin, String, [String])]
    )
    func consentPage(origin: Client.Origin, uri: String, words: [String]) async throws {
        let oauth = try await OAuthFixture()
        let client = Client(
            id: ID("amc_x"),
            origin: origin,
            name: "Neat App",
            redirectURIs: [try RedirectURI(uri), try RedirectURI("https://other.example/")],
            createdAt: oauth.server.clock.now()
        )
        _ = try await oauth.server.stores.authorization.clients.add(client, limit: nil)
        let workspaces = oauth.server.workspaces
        try await workspaces.setMember(oauth.alice, of: workspaces.workspace("team"), role: .reader)
        try await oauth.serve { (call) async throws in
            var application = try await ClientApplication(call)
            application.redirect = uri
            let query = application.query([("client_id", "amc_x")])
            let browser = try await call.loggedIn()
            let page = try await browser.get("/oauth/authorize?\(query)")
            for word in words + [
                "<h1>Allow Neat App?", "My memories", "Team team", "as reader", "Search and read your memories",
            ] {
                #expect(page.text.contains(word), "\(word)")
            }
            let hints = ["The application chose this name itself.", "It runs on your own device."]
            #expect(hints.filter(page.text.contains) == hints.filter(words.contains))
            // Another person may be using this browser.
            let link = try #require(page.text.firstMatch(of: /href="([^"]*)">Not you\?/)?.output.1)
            #expect(link == "/login?continue=\(Percent.encode("/oauth/authorize?\(query)"))")
            // The tokens are for the chosen team.
            let form =
                page.fields(of: "/oauth/authorize") + [
                    ("workspace", oauth.server.team.rawValue), ("decision", "approve"),
                ]
            let code = try #require(try await browser.post("/oauth/authorize", form).returned["code"])
            let tokens = try await application.post(application.redemption(code).replacing("client_id", with: "amc_x"))
                .json
            let principal = try #require(tokens["access_token"]?.string)
            let own = try await call(
                .get,
                "/v1/working-memory",
                token: principal,
                headers: [.workspace: oauth.alice.personalWorkspace.rawValue]
            )
            #expect(own.status == 404)
            #expect(try await call(.get, "/v1/working-memory", token: principal).status == 200)
        }
    }

    @Test("§4.1.3 a code is bound to the client, redirect URI and verifier of its request")
    func codesAreBound() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let (client, other) = (try await ClientApplication(call), try await ClientApplication(call))
            let good = client.redemption(try await client.code())
            for (name, value) in [
                ("client_id", other.id), ("redirect_uri", "http://127.0.0.1:9999/other"),
                ("code_verifier", String(repeating: "w", count: 64)),
            ] {
                #expect(
                    try await client.post(good.replacing(name, with: value)).json["error"] == "invalid_grant",
                    "\(name)"
                )
            }
            #expect(try await client.post(good).status == 200)
        }
    }

    @Test("RFC 8252 §7.3 a loopback redirect URI matches with any port")
    func anotherPort() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let client = try await ClientApplication(call)
            let moved = "http://127.0.0.1:50505/callback"
            let code = try await client.code([("redirect_uri", moved)])
            let form = client.redemption(code)
            #expect(
                try await client.post(form).json["error"] == "invalid_grant",
                "the port of the request is the one to redeem with"
            )
            #expect(try await client.post(form.replacing("redirect_uri", with: moved)).status == 200)
        }
    }

    @Test("§10.2 without memory scopes no workspace is chosen, and the token has no access to memories")
    func withoutMemories() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let client = try await ClientApplication(call)
            let browser = try await call.loggedIn()
            let page = try await browser.get("/oauth/authorize?\(client.query([("scope", "openid profile")]))")
            #expect(page.status == 200 && !page.text.contains("Which memories?"))
            let answer = try await browser.submit(page, to: "/oauth/authorize", ["decision": "approve"])
            #expect(try await client.redeem(#require(answer.returned["code"])).json["scope"] == "openid profile")
        }
    }
}

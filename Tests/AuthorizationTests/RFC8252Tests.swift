import Base
import Identity
import TestSupport
import Testing

@testable import Authorization

@Suite("RFC 8252, redirect URIs") struct RFC8252Tests {
    /// Schemes without a dot are accepted only from known clients.
    @Test(
        "§7 the redirect URIs of real clients are accepted",
        arguments: [
            "https://claude.ai/api/mcp/auth_callback", "https://claude.com/api/mcp/auth_callback",
            "http://localhost:33418/callback",
            "cursor://anysphere.cursor-mcp/oauth/callback", "http://localhost:8787/callback",
            "https://www.cursor.com/agents/mcp/oauth/callback",
            "https://insiders.vscode.dev/redirect", "https://vscode.dev/redirect", "http://127.0.0.1/",
            "http://127.0.0.1:33418/",
            "http://127.0.0.1:1456/mcp/oauth/callback", "windsurf://codeium.windsurf/callback",
            "http://127.0.0.1:5555/callback/AbCdEfGhIjKl",
            "http://localhost:7777/oauth/callback", "http://localhost:8090/mcp/callback",
            "http://localhost:3334/oauth/callback",
            "https://chatgpt.com/connector_platform_oauth_redirect", "http://[::1]:4000/cb", "com.example.app:/cb",
            "https://client.example/cb?tenant=1", "https://client.example:8443/cb",
            "zed://oauth/callback", "warp://mcp/callback", "raycast://oauth?package_name=mcp",
            "vscodium://mcp/callback",
            "workbuddy://callback", "superagent://callback", "vscode-insiders://mcp/callback", "goose://callback",
            "lmstudio://callback",
        ]
    )
    func acceptsRedirectURIsOfRealClients(text: String) throws {
        _ = try RedirectURI(text)
    }

    @Test(
        "§8.10, RFC 6749 §3.1.2 redirect URIs that can be abused are refused",
        arguments: [
            "", "callback", "/callback", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "vbscript:x",
            "about:blank",
            "blob:https://x/1", "http://example.com/cb", "https://good@evil.example/cb",
            "https://client.example/cb#frag", "https://",
            "https:///cb", "https://client.example/../cb", "https://client.example/%2e%2e/cb",
            "https://client.example/a/.%2E/cb",
            "https://good\\@evil.example/cb", "https://client.example/c\tb", "https://client.example/c b",
            "https://client.example./cb",
            "https://еxample.com/cb", "http://127.0.0.1.evil.example/cb", "http://0x7f.1/cb", "https://0x7f.1/cb",
            "https://2130706433/cb",
            "http://[::ffff:127.0.0.1]/cb", "https://client.example:99999/cb", "https://client.example:/cb",
            "http://127.1/cb", "*",
            "https://*.example/cb", "myapp:/cb", "https://client.example/\"><script>",
            "https://client.example/a/%2e./cb",
            "//evil.example/cb",
            "https:evil.example/cb", "http://localhost.evil.example/cb", "http://127.0.0.2/cb", "http://[::1/cb",
            "https://[x]/cb",
            "https://[::1]]/cb", "http://localhost:0/cb", "http://localhost:x/cb", "http://localhost@evil.example/cb",
            "ws://localhost/cb",
            "https://client.example/cb\r\nLocation: https://evil.example", "https://0177.0.0.1/cb", "https://127.1/cb",
            "com.example.app",
            "http://localhost:+80/cb", "http://localhost:080/cb", "http://127.0.0.1:-1/cb",
            "https://client.example:+443/cb",
            "http://[::1]:08/cb", "http://localhost:٣/cb", "https://client.example/\u{0}", "feed:https://evil.example",
            "view-source:https://evil.example", "intent://x#Intent;end",
        ]
    )
    func refusesRedirectURIsThatCanBeAbused(text: String) {
        #expect(throws: Fault.self) { try RedirectURI(text) }
    }

    @Test(
        "§8.10 only the canonical spelling of a host is accepted, so that texts can be compared",
        arguments: HostileAuthority.all
    )
    func hostileAuthorities(row: HostileAuthority) {
        // Upper-case letters stay allowed: scheme and host are compared as written.
        let isTaken = row.place.map { $0 == row.written.lowercased() && !$0.contains("_") } == true
        #expect(((try? RedirectURI("https://\(row.written)/cb")) != nil) == isTaken)
        let isLoopback = isTaken && row.host.map(["localhost", "127.0.0.1", "[::1]"].contains) == true
        #expect(((try? RedirectURI("http://\(row.written)/cb")) != nil) == isLoopback)
        #expect((ClientDocumentURL("https://\(row.written)/client.json") != nil) == isTaken)
    }

    @Test(
        "§8.4 a scheme without a dot is accepted when the operator configures it, but never one that browsers execute"
    )
    func operatorsSchemes() throws {
        let schemes = RedirectSchemes(adding: ["myapp", "javascript", "data"])
        #expect(try RedirectURI("myapp://callback", schemes: schemes).kind == .privateUse)
        #expect(throws: Fault.self) { try RedirectURI("myapp://callback") }
        for text in ["javascript:alert(1)", "data:text/html,x", "JavaScript:alert(1)", "other://callback"] {
            #expect(throws: Fault.self) { try RedirectURI(text, schemes: schemes) }
        }
    }

    @Test("§8.4 a registered client keeps working when the operator removes its scheme")
    func registeredSchemesStayAccepted() async throws {
        let fixture = try await AuthorizationFixture()
        let registration = fixture.registration(schemes: RedirectSchemes(adding: ["myapp"]))
        let body: JSONValue = ["redirect_uris": ["myapp://callback"], "token_endpoint_auth_method": "none"]
        let client = try await registration.register(body, initialAccessToken: nil, at: fixture.now).client
        let target = try await fixture.server.target(
            fixture.query(client, ["redirect_uri": "myapp://callback"]),
            at: fixture.now
        )
        #expect(target.uri.text == "myapp://callback")
        #expect(
            await faultCode { _ = try await fixture.client(["redirect_uris": ["myapp://callback"]]) }
                == .invalidRedirectURI
        )
    }

    @Test("§8.4 of several redirect URIs the unusable one is named, in escaped form")
    func unusableOneIsNamed() async throws {
        let fixture = try await AuthorizationFixture()
        for (bad, shown) in [
            ("myapp://callback", "myapp://callback"), ("http://example.com/é\n<x>", "http://example.com/???<x>"),
        ] {
            await #expect {
                _ = try await fixture.client(["redirect_uris": ["https://good.example/cb", .string(bad)]])
            } throws: { error in
                let fault = error as? Fault
                return fault?.code == .invalidRedirectURI
                    && fault?.detail.hasSuffix("This one cannot be used: \(shown)") == true
            }
        }
    }

    @Test(
        "§7.3 comparison is exact except for the port of a loopback address",
        arguments: [
            ("http://127.0.0.1:9999/callback", "http://127.0.0.1:1/callback", true),
            ("http://localhost/callback", "http://localhost:50000/callback", true),
            ("http://[::1]/cb", "http://[::1]:7/cb", true),
            ("http://127.0.0.1:9999/callback", "http://localhost:9999/callback", false),
            ("http://127.0.0.1:9999/callback", "http://127.0.0.1:9999/other", false),
            ("http://127.0.0.1:9999/callback", "http://127.0.0.1:9999/callback?x=1", false),
            ("https://client.example/cb", "https://client.example:444/cb", false),
            ("https://client.example/cb", "https://client.example/CB", false),
            ("https://client.example/cb", "https://client.example/cb/", false),
            ("https://client.example/cb", "https://evil.client.example/cb", false),
            ("https://client.example/cb", "https://client.example.evil.example/cb", false),
            ("https://client.example/cb", "https://client.example:443/cb", false),
            ("https://client.example/cb", "https://CLIENT.example/cb", false),
            ("https://client.example/cb", "https://client.example/c%62", false),
            ("https://client.example/cb?tenant=1", "https://client.example/cb?tenant=2", false),
            ("http://[::1]/cb", "http://127.0.0.1/cb", false),
            ("http://localhost/cb", "http://LOCALHOST:5/cb", true),
            ("http://localhost/cb", "https://localhost/cb", false),
            ("cursor://anysphere.cursor-mcp/oauth/callback", "cursor://evil/oauth/callback", false),
            ("com.example.app:/cb", "com.example.app:/other", false),
        ]
    )
    func comparesExactlyExceptForTheLoopbackPort(registered: String, requested: String, fits: Bool) throws {
        #expect(try RedirectURI(registered).matches(RedirectURI(requested)) == fits)
    }

    @Test(
        "§8.6 a request that any program on the user's device could send always asks for consent",
        arguments: [
            (.registered, "http://127.0.0.1:1/cb", "memory:read memory:write", true),
            (.registered, "http://127.0.0.1:1/cb", "memory:read", false),
            (.registered, "com.example.app:/cb", "memory:read memory:write", true),
            (.registered, "com.example.app:/cb", "memory:read", false),
            (.registered, "https://client.example/cb", "memory:read", true),
            (.preregistered, "http://localhost/cb", "memory:read memory:write", true),
            (.document, "http://127.0.0.1:1/cb", "memory:read memory:write", false),
            (.document, "com.example.app:/cb", "memory:read memory:write", false),
            (.document, "https://client.example/cb", "memory:read memory:write", true),
            (.document, "https://client.example/cb", "memory:read", true),
            (.document, "https://client.example/cb", "memory:read profile", false),
        ] as [(Client.Origin, String, String, Bool)]
    )
    func silence(origin: Client.Origin, uri: String, scope: String, isSilent: Bool) async throws {
        let fixture = try await AuthorizationFixture()
        let client = Client(
            id: ID("https://client.example/app"),
            origin: origin,
            name: "Test",
            redirectURIs: [try RedirectURI(uri)],
            scopes: .all,
            createdAt: fixture.now
        )
        let directory = ClientDirectory(clients: fixture.stores.clients, documents: OneDocument(client))
        func request(_ scope: String) async throws -> AuthorizationRequest {
            let parameters = fixture.query(client, ["redirect_uri": uri, "scope": scope])
            let target = try await RedirectTarget.validate(parameters, clients: directory, at: fixture.now)
            return try AuthorizationRequest(parameters, target: target, resources: fixture.server.options.resources)
        }
        let agreed = try await request("memory:read memory:write")
        let consent = Consent(
            user: fixture.alice.id,
            client: client.id,
            workspace: fixture.alice.personalWorkspace,
            scopes: agreed.scopes,
            clientDigest: agreed.target.consentDigest,
            createdAt: fixture.now
        )
        let step = try AuthorizationFlow.next(
            await request(scope),
            session: (fixture.session, fixture.alice),
            consent: consent,
            memberships: await fixture.server.workspaces(of: fixture.alice),
            at: fixture.now
        )
        #expect((step != .consent) == isSilent)
    }

    @Test(
        "RFC 6749 §3.1.2 parameters are added to the query, encoded",
        arguments: [
            ("https://c.example/cb", "https://c.example/cb?code=a%20b&state=x%26y"),
            ("https://c.example/cb?t=1", "https://c.example/cb?t=1&code=a%20b&state=x%26y"),
            ("com.example.app:/cb", "com.example.app:/cb?code=a%20b&state=x%26y"),
        ]
    )
    func addsParametersEncoded(uri: String, expected: String) throws {
        #expect(try RedirectURI(uri).adding([("code", "a b"), ("state", "x&y")]) == expected)
    }
}

/// Every client ID metadata document belongs to this client.
private struct OneDocument: ClientDocumentSource {
    let client: Client

    init(_ client: Client) { self.client = client }

    func client(_ url: ClientDocumentURL, at now: Timestamp) async throws -> Client { client }
}

import Authorization
import Base
import Identity
import TestSupport
import Testing

/// A registered scope is the default of a request without a scope; the user decides what the client gets.
@Suite("RFC 6749 §3.3, scopes of a registration, a request and a response") struct ScopeTests {
    /// The scope that a client registers, the scope it requests, and the scope of its tokens.
    @Test(
        "§3.3 A client with a narrow registration can still get the scopes that our challenge names",
        arguments: [
            ("openid email profile", "memory:read memory:write", "memory:read memory:write"),
            ("openid email profile", nil, "memory:read memory:write openid profile email"),
            ("openid email profile", "openid", "openid"),
            ("memory:read", "memory:read memory:write", "memory:read memory:write"),
            ("memory:read", nil, "memory:read"), ("memory:write", nil, "memory:read memory:write"),
            (nil, nil, "memory:read memory:write"),
            ("memory:admin", nil, "memory:read memory:write"),
            ("memory:read", "memory:admin memory:read", "memory:read"),
            ("nonsense", nil, "memory:read memory:write"),
        ] as [(String?, String?, String)]
    )
    func registeredScopeIsADefault(registered: String?, asked: String?, granted: String) async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client(registered.map { ["scope": .string($0)] } ?? [:]).client
        #expect(!client.scopes.isEmpty)
        let response = try await fixture.exchange(fixture.code(client, ["scope": asked]), client)
        #expect(response.scopes.text == granted)
    }

    @Test(
        "§3.3 Scope names of other systems are translated, and the response says so",
        arguments: [
            ("read", "memory:read"), ("write", "memory:read memory:write"), ("read write", "memory:read memory:write"),
            ("mcp", "memory:read memory:write"), ("admin", "memory:read memory:write"),
            ("mcp:read openid", "memory:read openid"),
            ("MCP:tools something", "memory:read memory:write"), ("memory:read write", "memory:read memory:write"),
            ("user:email", nil), ("memory:admin", nil), ("everything", nil),
        ] as [(String, String?)]
    )
    func otherNames(asked: String, granted: String?) async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        guard let granted else {
            #expect(await faultCode { _ = try await fixture.code(client, ["scope": asked]) } == .invalidScope)
            return
        }
        let response = try await fixture.exchange(fixture.code(client, ["scope": asked]), client)
        #expect(response.scopes.text == granted)
        // A client that repeats its configured names at a refresh keeps its scopes.
        let again = try await fixture.refresh(#require(response.refreshToken), client, ["scope": asked])
        #expect(again.scopes.text == granted)
    }

    @Test("§3.3 The refusal of a scope names the scopes that can be granted")
    func refusalNames() async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        await #expect { _ = try await fixture.code(client, ["scope": "user:email"]) } throws: { error in
            (error as? Fault)?.detail.contains("It can have: memory:read, memory:write, offline_access") == true
        }
    }

    @Test(
        "The scopes that an administrator gave a client are an upper limit",
        arguments: [
            ("memory:read", "memory:read memory:write", "memory:read"), ("memory:read", nil, "memory:read"),
            ("openid", nil, "openid"),
            ("memory:read", "memory:write", nil), ("memory:admin", "memory:admin", "memory:admin"), ("", nil, nil),
            ("", "read", nil),
        ] as [(String, String?, String?)]
    )
    func preregistered(given: String, asked: String?, granted: String?) async throws {
        let fixture = try await AuthorizationFixture()
        let client = Client(
            id: ID("amc_admin"),
            origin: .preregistered,
            name: "A",
            redirectURIs: [try RedirectURI(AuthorizationFixture.redirect)],
            scopes: OAuthScopes(parsing: given),
            createdAt: fixture.now
        )
        _ = try await fixture.stores.clients.add(client, limit: nil)
        guard let granted else {
            #expect(await faultCode { _ = try await fixture.code(client, ["scope": asked]) } == .invalidScope)
            return
        }
        #expect(try await fixture.exchange(fixture.code(client, ["scope": asked]), client).scopes.text == granted)
    }

    /// Earlier versions created such grants; their tokens could do nothing.
    @Test(
        "A grant without a scope gives no token, and spends neither code nor refresh token",
        arguments: [GrantType.authorizationCode, .refreshToken]
    )
    func emptyGrant(type: GrantType) async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        let grant = AuthorizationGrant(
            id: ID("amg_empty"),
            client: client.id,
            user: fixture.alice.id,
            workspace: fixture.alice.personalWorkspace,
            scopes: OAuthScopes([]),
            resources: [AuthorizationFixture.resource],
            redirectURI: AuthorizationFixture.redirect,
            createdAt: fixture.now
        )
        let code = AuthorizationCode(
            grant: grant,
            challenge: PKCE.challenge(of: AuthorizationFixture.verifier),
            expiresAt: fixture.now.advanced(by: .seconds(60))
        )
        try await fixture.stores.codes.add(code, digest: Digest256(of: "the-code"))
        guard type == .refreshToken else {
            #expect(await faultCode { _ = try await fixture.exchange("the-code", client) } == .invalidScope)
            return
        }
        let first = (digest: Digest256(of: "the-refresh"), expiresAt: fixture.now.advanced(by: .seconds(600)))
        _ = try await fixture.stores.codes.redeem(Digest256(of: "the-code"), first: first, at: fixture.now)
        for _ in 0..<2 {
            #expect(await faultCode { _ = try await fixture.refresh(Secret("the-refresh"), client) } == .invalidScope)
        }
    }

    @Test(
        "§4.4 A service stays within its registered scopes, whatever names it uses",
        arguments: [
            ("memory:write", nil), ("read", "memory:read"), ("mcp", "memory:read"), ("write", "memory:read"),
            (nil, "memory:read"),
        ]
            as [(String?, String?)]
    )
    func service(asked: String?, granted: String?) async throws {
        let fixture = try await AuthorizationFixture()
        var client = Client(
            id: ID("amc_service"),
            origin: .preregistered,
            method: .clientSecretPost,
            grantTypes: [.clientCredentials],
            scopes: OAuthScopes([.memoryRead]),
            createdAt: fixture.now
        )
        client.secretDigest = Digest256(of: "secret")
        client.workspace = fixture.alice.personalWorkspace
        _ = try await fixture.stores.clients.add(client, limit: nil)
        let form: [String: String?] = [
            "grant_type": "client_credentials", "client_id": "amc_service", "client_secret": "secret", "scope": asked,
        ]
        guard let granted else {
            #expect(await faultCode { _ = try await fixture.post(form) } == .invalidScope)
            return
        }
        #expect(try await fixture.post(form).scopes.text == granted)
    }
}

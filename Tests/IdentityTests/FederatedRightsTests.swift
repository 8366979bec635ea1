import Base
import Identity
import Synchronization
import TestSupport
import Testing

/// From a valid token to the rights of a person or a service.
@Suite struct FederatedRightsTests {
    static let services: [(ProviderSample, [String: JSONValue?])] = [
        (.generic, ["sub": "s6BhdRkqt3"]),
        (.auth0, ["sub": "x4CsZ8qVKLIoTz@clients", "gty": "client-credentials"]),
        (.auth0, ["sub": "x4CsZ8qVKLIoTz@clients", "azp": nil, "client_id": "x4CsZ8qVKLIoTz"]),
        (.okta, ["sub": "0oabv6kx4qq6", "uid": nil]),
        (.entra, ["scp": nil, "roles": ["memory:write"]]),
        (.cognito, ["sub": "1example23456789", "username": nil]),
        (.keycloak, ["preferred_username": "service-account-claude"]),
    ]

    @Test("A client's own token is a service when the operator configured it", arguments: services)
    func aClientsOwnTokenIsAServiceWhenConfigured(sample: ProviderSample, changes: [String: JSONValue?])
        async throws
    {
        let fixture = IdentityFixture()
        let team = try await fixture.workspaces.add(name: "team")
        var claims = sample.access
        for (name, value) in changes { claims[name] = value }
        let token = TestIssuer.token(claims, typ: sample.typ)
        let person = try #require(try await fixture.judge(token, sample.trust))
        #expect(person.kind != .service)
        #expect(person.userName != nil)
        var trust = sample.trust
        let client = try #require(person.client)
        trust.services = [Identifier(client): "team"]
        let service = try #require(try await fixture.judge(token, trust))
        #expect(service.kind == .service)
        #expect(service.userName == nil)
        #expect(service.entries.map(\.workspace) == [team.id])
        // A person who uses the same client stays a person.
        #expect(try await fixture.judge(TestIssuer.token(sample.access, typ: sample.typ), trust)?.kind != .service)
        trust.services = [Identifier(client): "gone"]
        #expect(await fault { try await fixture.judge(token, trust) }?.code == .accessDenied)
    }

    // MARK: rights

    static let mappings:
        [(scopes: String, roles: [String], roleMap: [Identifier: ScopeSet], fallback: ScopeSet?, result: ScopeSet)] = [
            ("", [], [:], nil, .write),
            ("", [], [:], .read, .read),
            ("", [], [:], [], []),
            ("openid email", [], [:], nil, .write),
            ("memory:read", [], [:], nil, .read),
            ("memory:read memory:admin", [], [:], .read, .admin),
            ("memory:READ", [], [:], .read, .read),
            ("custom", [], [:], nil, .admin),
            ("https://api.example/memory:read", [], [:], nil, .read),
            ("https://evil.example/memory:admin", [], [:], .read, .read),
            // A name with an unknown prefix grants nothing, and the default does not apply either.
            ("https://other.example/memory:admin", [], [:], nil, .write),
            ("https://other.example/memory:read", [], [:], nil, .read),
            ("https://other.example/memory:read memory:write", [], [:], nil, .write),
            ("api:memory:read", [], [:], .admin, .read),
            ("https://other.example/memory:read", ["ams_rw"], ["ams_rw": .write], nil, .read),
            ("", ["ams_rw"], ["ams_rw": .write, "ams_ro": .read], nil, .write),
            ("", ["ams_rw", "ams_ro"], ["ams_rw": .write, "ams_ro": .read], nil, .write),
            ("", ["other"], ["ams_rw": .write], nil, []),
            ("", [], ["ams_rw": .write], nil, []),
            ("", ["other"], ["ams_rw": .write], .read, .read),
            ("memory:read", ["ams_rw"], ["ams_rw": .write], nil, .read),
            ("memory:admin", ["ams_rw"], ["ams_rw": .write], nil, .write),
            ("memory:admin", ["other"], ["ams_rw": .write], nil, []),
        ]

    @Test("Scopes and roles limit each other", arguments: mappings)
    func scopesAndRolesLimitEachOther(
        row: (scopes: String, roles: [String], roleMap: [Identifier: ScopeSet], fallback: ScopeSet?, result: ScopeSet)
    ) async throws {
        var trust = ProviderSample.generic.trust
        trust.scopes.names = ["custom": .admin]
        trust.scopes.prefixes = .these(["https://api.example/"])
        trust.scopes.roles = row.roleMap
        trust.scopes.defaultScopes = row.fallback
        let token = FederatedPrincipalTests.token([
            "scope": .string(row.scopes), "roles": .array(row.roles.map(JSONValue.string)),
        ])
        #expect(try await IdentityFixture().judge(token, trust)?.scopes == row.result)
    }

    @Test("Roles are found in the claims that each provider uses")
    func rolesAreFoundInTheProvidersClaims() async throws {
        var keycloak = ProviderSample.keycloak.trust
        keycloak.scopes.roles = ["memory-admin": .admin]
        let claims = FederatedPrincipalTests.token(
            ["scope": "openid", "realm_access": ["roles": ["memory-admin"]]],
            .keycloak
        )
        #expect(try await IdentityFixture().judge(claims, keycloak)?.scopes == .admin)
        var auth0 = ProviderSample.auth0.trust
        auth0.scopes.roles = ["memory-admin": .admin]
        auth0.claims.roles = ["https://example.com/roles"]
        let namespaced = FederatedPrincipalTests.token(
            ["scope": "openid", "https://example.com/roles": ["memory-admin"]],
            .auth0
        )
        #expect(try await IdentityFixture().judge(namespaced, auth0)?.scopes == .admin)
    }

    @Test("Administration requires an administrator and the admin scope")
    func administrationNeedsTheUserAndTheScope() async throws {
        let fixture = IdentityFixture()
        _ = try await fixture.judge(FederatedPrincipalTests.token(), ProviderSample.generic.trust)
        fixture.fake.state.withLock { state in
            let user = state.users.values.first!
            state.users[user.id] = User(
                id: user.id,
                name: user.name,
                isAdministrator: true,
                createdAt: user.createdAt,
                personalWorkspace: user.personalWorkspace
            )
        }
        #expect(
            try await fixture.judge(FederatedPrincipalTests.token(), ProviderSample.generic.trust)?.isAdministrator
                == true
        )
        #expect(
            try await fixture.judge(
                FederatedPrincipalTests.token(["scope": "memory:write"]),
                ProviderSample.generic.trust
            )?.isAdministrator == false
        )
    }
}

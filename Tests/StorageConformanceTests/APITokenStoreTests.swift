import Base
import Identity
import TestSupport
import Testing

@Suite struct APITokenStoreTests {
    private func opened(_ backend: Backend) async throws -> TemporaryStores {
        let stores = try backend.open()
        try await stores.add(people: ["ann", "bob"], teams: [People.team("crew")])
        _ = try await stores.identity.workspaces.setMember(ID("us-ann"), of: ID("ws-crew"), role: .member)
        return stores
    }

    /// Stores with a token of a service, `amk_1`.
    private func withServiceToken(_ backend: Backend) async throws -> (TemporaryStores, any APITokenStore) {
        let stores = try await opened(backend)
        _ = try await stores.identity.apiTokens.add(
            TokenFixture.token("amk_1", owner: .service, workspace: ID("ws-crew")),
            verifier: TokenFixture.verifier(1)
        )
        return (stores, stores.identity.apiTokens)
    }

    @Test(arguments: Backend.available)
    func aUsersTokenResolvesWithItsBoundWorkspaceFirst(backend: Backend) async throws {
        let stores = try await opened(backend)
        let tokens = stores.identity.apiTokens
        defer { withExtendedLifetime(stores) {} }
        let token = TokenFixture.token(
            "amk_1",
            owner: .user(ID("us-ann")),
            workspace: ID("ws-crew"),
            expiresAt: People.dawn
        )
        #expect(try await tokens.add(token, verifier: TokenFixture.verifier(7)))
        let resolved = try #require(try await tokens.resolve(ID("amk_1")))
        #expect(resolved.token == token)
        #expect(resolved.verifier == TokenFixture.verifier(7))
        #expect(resolved.user == People.user("ann"))
        #expect(
            resolved.memberships == [
                .init(workspace: ID("ws-crew"), role: .member, privacy: .shared, name: "crew"),
                .init(workspace: ID("ws-ann"), role: .admin, privacy: .privatePerUser, name: "personal"),
            ]
        )
    }

    @Test(arguments: Backend.available)
    func aServiceTokenEntersOnlyItsWorkspaceAndHasNoUser(backend: Backend) async throws {
        let stores = try await opened(backend)
        let tokens = stores.identity.apiTokens
        defer { withExtendedLifetime(stores) {} }
        let token = TokenFixture.token("amk_s", owner: .service, workspace: ID("ws-crew"))
        #expect(try await tokens.add(token, verifier: .bcrypt("$2b$12$x")))
        let resolved = try #require(try await tokens.resolve(ID("amk_s")))
        #expect(resolved.user == nil && resolved.verifier == .bcrypt("$2b$12$x"))
        #expect(resolved.memberships == [.init(workspace: ID("ws-crew"), role: .admin, privacy: .shared, name: "crew")])
    }

    @Test(arguments: Backend.available)
    func aServiceTokenReadsInTheWorkspacesItNames(backend: Backend) async throws {
        let stores = try await opened(backend)
        let tokens = stores.identity.apiTokens
        defer { withExtendedLifetime(stores) {} }
        let token = TokenFixture.token(
            "amk_s",
            owner: .service,
            workspace: ID("ws-crew"),
            alsoReads: [ID("ws-ann"), ID("ws-none")]
        )
        #expect(try await tokens.add(token, verifier: TokenFixture.verifier(7)))
        let resolved = try #require(try await tokens.resolve(ID("amk_s")))
        #expect(resolved.token == token)
        #expect(resolved.memberships.map(\.role) == [.admin, .reader])
        #expect(resolved.memberships.map(\.workspace) == [ID("ws-crew"), ID("ws-ann")])
    }

    @Test(arguments: Backend.available)
    func aTokenBoundToAWorkspaceTheUserLeftEntersNothing(backend: Backend) async throws {
        let stores = try await opened(backend)
        let token = TokenFixture.token("amk_1", owner: .user(ID("us-ann")), workspace: ID("ws-crew"))
        _ = try await stores.identity.apiTokens.add(token, verifier: TokenFixture.verifier(1))
        #expect(try await stores.identity.workspaces.removeMember(ID("us-ann"), of: ID("ws-crew")))
        #expect(try await stores.identity.apiTokens.resolve(ID("amk_1"))?.memberships == [])
    }

    @Test(arguments: Backend.available)
    func aTakenIdIsRefusedAndTheFirstTokenStays(backend: Backend) async throws {
        let stores = try await opened(backend)
        let tokens = stores.identity.apiTokens
        defer { withExtendedLifetime(stores) {} }
        let token = TokenFixture.token("amk_1", owner: .service, workspace: ID("ws-crew"))
        #expect(try await tokens.add(token, verifier: TokenFixture.verifier(1)))
        #expect(try await tokens.add(token, verifier: TokenFixture.verifier(2)) == false)
        #expect(try await tokens.resolve(ID("amk_1"))?.verifier == TokenFixture.verifier(1))
    }

    @Test(arguments: Backend.available)
    func tokensAreListedByPrefixAndOwner(backend: Backend) async throws {
        let stores = try await opened(backend)
        let tokens = stores.identity.apiTokens
        defer { withExtendedLifetime(stores) {} }
        for (id, owner) in [("amk_a1", "ann"), ("amk_a2", "ann"), ("amk_b1", "bob")] {
            let token = TokenFixture.token(id, owner: .user(ID("us-\(owner)")), workspace: ID("ws-\(owner)"))
            _ = try await tokens.add(token, verifier: TokenFixture.verifier(1))
        }
        #expect(try await tokens.tokens(withPrefix: "amk_a", of: nil).map(\.id.rawValue) == ["amk_a1", "amk_a2"])
        #expect(try await tokens.tokens(withPrefix: "", of: ID("us-bob")).map(\.id.rawValue) == ["amk_b1"])
        // LIKE wildcards match only themselves.
        #expect(try await tokens.tokens(withPrefix: "amk%", of: nil).isEmpty)
        #expect(try await tokens.tokens(withPrefix: "amk_a", of: ID("us-bob")).isEmpty)
    }

    @Test(arguments: Backend.available)
    func onlyOneRacingCallerRemovesAToken(backend: Backend) async throws {
        let (stores, tokens) = try await withServiceToken(backend)
        defer { withExtendedLifetime(stores) {} }
        let wins = try await race(50) { _ in try await tokens.remove(ID("amk_1")) }
        #expect(wins.count { $0 } == 1)
        #expect(try await tokens.resolve(ID("amk_1")) == nil)
    }

    @Test(arguments: Backend.available)
    func theTimeOfLastUseNeverGoesBackwards(backend: Backend) async throws {
        let (stores, tokens) = try await withServiceToken(backend)
        defer { withExtendedLifetime(stores) {} }
        let uses = stores.identity.uses
        func note(_ id: String, _ seconds: Int64, _ address: String?) async throws {
            try await uses.note([.apiToken(ID(id)): CredentialUse(at: Timestamp(seconds: seconds), address: address)])
        }
        try await note("amk_1", 50, "192.0.2.7")
        try await note("amk_1", 40, "192.0.2.8")
        try await note("amk_gone", 60, nil)
        let token = try #require(try await tokens.resolve(ID("amk_1"))).token
        #expect(token.lastUsedAt == Timestamp(seconds: 50) && token.lastAddress == "192.0.2.7")
    }
}

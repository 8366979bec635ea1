import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite struct AuthorizationCodeStoreTests {
    // MARK: Law

    @Test(arguments: Backend.available)
    func readingSpendsNothingAndRedeemingMakesTheGrantLive(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            let grant = registry.grant("g1")
            let code = registry.code(grant)
            try await registry.codes.add(code, digest: registry.digest(1))
            #expect(try await registry.codes.code(registry.digest(1)) == code)
            #expect(try await registry.codes.code(registry.digest(1)) == code)
            #expect(try await registry.grants.resolve(grant.id) == nil)
            #expect(
                try await registry.codes.redeem(registry.digest(1), first: nil, at: registry.later(5))
                    == .redeemed(code)
            )
            let live = try #require(try await registry.grants.resolve(grant.id))
            #expect(
                live.grant.scopes == grant.scopes && live.grant.resources == grant.resources && live.grant.nonce == "n"
            )
            #expect(live.grant.lastUsedAt == registry.later(5) && live.grant.authenticatedAt == registry.dawn)
            #expect(live.user?.name == "ann")
            #expect(live.entries == [.init(workspace: ID("ws-ann"), role: .admin, privacy: .privatePerUser)])
        }
    }

    @Test(arguments: Backend.available)
    func aCodeWithoutOptionalPartsComesBackWithoutThem(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            let grant = AuthorizationGrant(
                id: ID("g1"),
                client: ID("https://c.example/doc"),
                user: ID("us-ann"),
                workspace: ID("ws-ann"),
                scopes: OAuthScopes([]),
                resources: [],
                createdAt: registry.dawn
            )
            let code = AuthorizationCode(grant: grant, redirectURI: nil, challenge: "c", expiresAt: registry.later(60))
            try await registry.codes.add(code, digest: registry.digest(1))
            #expect(try await registry.codes.code(registry.digest(1)) == code)
        }
    }

    @Test(arguments: Backend.available)
    func redeemingGivesTheGrantItsFirstRefreshToken(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            try await registry.codes.add(registry.code(registry.grant("g1")), digest: registry.digest(1))
            let first = (digest: registry.digest(7), expiresAt: registry.later(3_600))
            _ = try await registry.codes.redeem(registry.digest(1), first: first, at: registry.dawn)
            #expect(try await registry.grants.refreshToken(registry.digest(7)) == registry.refreshToken("g1"))
            let second = (digest: registry.digest(8), expiresAt: registry.later(3_600))
            #expect(
                try await registry.codes.redeem(registry.digest(1), first: second, at: registry.dawn)
                    == .replayed(ID("g1"))
            )
            #expect(try await registry.grants.refreshToken(registry.digest(8)) == nil, "a replay's")
        }
    }

    @Test(arguments: Backend.available)
    func aReplayNamesTheGrantAndAStrangerIsUnknown(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            try await registry.live(registry.grant("g1"))
            #expect(
                try await registry.codes.redeem(registry.digest(1), first: nil, at: registry.later(1))
                    == .replayed(ID("g1"))
            )
            #expect(try await registry.grants.resolve(ID("g1")) != nil)
            #expect(try await registry.codes.redeem(registry.digest(2), first: nil, at: registry.later(1)) == .unknown)
            #expect(try await registry.codes.code(registry.digest(2)) == nil)
        }
    }

    @Test(arguments: Backend.available)
    func aReplayAfterRevocationBringsNothingBack(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            try await registry.live(registry.grant("g1"))
            #expect(try await registry.grants.revoke(ID("g1")))
            #expect(
                try await registry.codes.redeem(registry.digest(1), first: nil, at: registry.later(1))
                    == .replayed(ID("g1"))
            )
            #expect(try await registry.grants.resolve(ID("g1")) == nil)
        }
    }

    // MARK: Race

    @Test(arguments: Backend.available)
    func ofFiftyAtOnceOneRedeems(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            let code = registry.code(registry.grant("g1"))
            try await registry.codes.add(code, digest: registry.digest(1))
            let answers = try await race(50) { _ in
                try await registry.codes.redeem(registry.digest(1), first: nil, at: registry.dawn)
            }
            #expect(answers.count { $0 == .redeemed(code) } == 1)
            #expect(answers.count { $0 == .replayed(ID("g1")) } == 49)
        }
    }

    // MARK: Time

    @Test(arguments: Backend.available)
    func anExpiredCodeMakesNothingAndItsReplayIsStillSeen(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            try await registry.codes.add(
                registry.code(registry.grant("g1"), expiresAt: registry.later(60)),
                digest: registry.digest(1)
            )
            try await registry.live(registry.grant("g2"), code: 2)
            #expect(try await registry.codes.redeem(registry.digest(1), first: nil, at: registry.later(60)) == .unknown)
            #expect(try await registry.grants.resolve(ID("g1")) == nil)
            #expect(
                try await registry.codes.redeem(registry.digest(2), first: nil, at: registry.later(60))
                    == .replayed(ID("g2"))
            )
        }
    }

    @Test(arguments: Backend.available)
    func purgeTakesWhatExpiredBeforeAndNoMore(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            for seed in UInt8(1)...3 {
                let code = registry.code(registry.grant("g\(seed)"), expiresAt: registry.later(Int64(seed) * 10))
                try await registry.codes.add(code, digest: registry.digest(seed))
            }
            #expect(try await registry.codes.purge(expiredBefore: registry.later(20)) == 1)
            #expect(try await registry.codes.redeem(registry.digest(1), first: nil, at: registry.later(9)) == .unknown)
            #expect(try await registry.codes.code(registry.digest(2)) != nil)
        }
    }

    @Test(arguments: Backend.available)
    func aRedeemedCodeIsKeptAsLongAsItsGrant(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            try await registry.live(registry.grant("g1"))
            let month = registry.later(30 * 86_400)
            #expect(try await registry.codes.purge(expiredBefore: month) == 0)
            #expect(try await registry.codes.redeem(registry.digest(1), first: nil, at: month) == .replayed(ID("g1")))
            _ = try await registry.grants.revoke(ID("g1"))
            let nextDay = month.advanced(by: .seconds(86_401))
            #expect(try await registry.codes.purge(expiredBefore: nextDay) == 1)
            #expect(try await registry.codes.code(registry.digest(1)) == nil)
        }
    }

    // MARK: Isolation

    @Test(arguments: Backend.available)
    func aDisabledUsersCodeMakesNoGrant(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            let code = registry.code(registry.grant("g1"))
            try await registry.codes.add(code, digest: registry.digest(1))
            _ = try await registry.identity.users.set(.disabled, for: ID("us-ann"))
            #expect(try await registry.codes.redeem(registry.digest(1), first: nil, at: registry.dawn) == .unknown)
            #expect(try await registry.grants.resolve(ID("g1")) == nil)
            _ = try await registry.identity.users.set(.active, for: ID("us-ann"))
            #expect(
                try await registry.codes.redeem(registry.digest(1), first: nil, at: registry.dawn) == .redeemed(code)
            )
        }
    }

    @Test(arguments: Backend.available)
    func aCodeGoesWithItsUserAndWithItsWorkspace(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            _ = try await registry.identity.workspaces.setMember(ID("us-ann"), of: ID("ws-bob"), role: .reader)
            try await registry.codes.add(registry.code(registry.grant("g1", user: "bob")), digest: registry.digest(1))
            try await registry.codes.add(
                registry.code(registry.grant("g2", workspace: "ws-bob")),
                digest: registry.digest(2)
            )
            try await registry.codes.add(registry.code(registry.grant("g3")), digest: registry.digest(3))
            #expect(try await registry.identity.users.delete(ID("us-bob")))
            #expect(try await registry.codes.redeem(registry.digest(1), first: nil, at: registry.dawn) == .unknown)
            #expect(try await registry.codes.redeem(registry.digest(2), first: nil, at: registry.dawn) == .unknown)
            #expect(try await registry.codes.code(registry.digest(3)) != nil)
        }
    }
}

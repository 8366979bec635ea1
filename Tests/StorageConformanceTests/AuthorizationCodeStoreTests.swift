import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite struct AuthorizationCodeStoreTests {
    // MARK: Law

    @Test(arguments: Backend.available)
    func readingACodeKeepsItAndRedeemingActivatesTheGrant(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            let grant = fixture.grant("g1")
            let code = fixture.code(grant)
            try await fixture.codes.add(code, digest: fixture.digest(1))
            #expect(try await fixture.codes.code(fixture.digest(1)) == code)
            #expect(try await fixture.codes.code(fixture.digest(1)) == code)
            #expect(try await fixture.grants.resolve(grant.id) == nil)
            #expect(
                try await fixture.codes.redeem(fixture.digest(1), first: nil, at: fixture.later(5))
                    == .redeemed(code)
            )
            let live = try #require(try await fixture.grants.resolve(grant.id))
            #expect(
                live.grant.scopes == grant.scopes && live.grant.resources == grant.resources && live.grant.nonce == "n"
            )
            #expect(live.grant.lastUsedAt == fixture.later(5) && live.grant.authenticatedAt == fixture.dawn)
            #expect(live.user?.name == "ann")
            #expect(
                live.entries == [
                    .init(workspace: ID("ws-ann"), role: .admin, privacy: .privatePerUser, name: "personal")
                ]
            )
        }
    }

    @Test(arguments: Backend.available)
    func aCodeWithoutOptionalPartsIsReadBackWithoutThem(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            let grant = AuthorizationGrant(
                id: ID("g1"),
                client: ID("https://c.example/doc"),
                user: ID("us-ann"),
                workspace: ID("ws-ann"),
                scopes: OAuthScopes([]),
                resources: [],
                createdAt: fixture.dawn
            )
            let code = AuthorizationCode(grant: grant, challenge: "c", expiresAt: fixture.later(60))
            try await fixture.codes.add(code, digest: fixture.digest(1))
            #expect(try await fixture.codes.code(fixture.digest(1)) == code)
        }
    }

    @Test(arguments: Backend.available)
    func redeemingGivesTheGrantItsFirstRefreshToken(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.codes.add(fixture.code(fixture.grant("g1")), digest: fixture.digest(1))
            let first = (digest: fixture.digest(7), expiresAt: fixture.later(3_600))
            _ = try await fixture.codes.redeem(fixture.digest(1), first: first, at: fixture.dawn)
            #expect(try await fixture.grants.refreshToken(fixture.digest(7)) == fixture.refreshToken("g1"))
            let second = (digest: fixture.digest(8), expiresAt: fixture.later(3_600))
            #expect(
                try await fixture.codes.redeem(fixture.digest(1), first: second, at: fixture.dawn)
                    == .replayed(ID("g1"))
            )
            #expect(try await fixture.grants.refreshToken(fixture.digest(8)) == nil, "a replay's")
        }
    }

    @Test(arguments: Backend.available)
    func aReplayedCodeNamesItsGrantAndAnInventedCodeIsUnknown(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.live(fixture.grant("g1"))
            #expect(
                try await fixture.codes.redeem(fixture.digest(1), first: nil, at: fixture.later(1))
                    == .replayed(ID("g1"))
            )
            #expect(try await fixture.grants.resolve(ID("g1")) != nil)
            #expect(try await fixture.codes.redeem(fixture.digest(2), first: nil, at: fixture.later(1)) == .unknown)
            #expect(try await fixture.codes.code(fixture.digest(2)) == nil)
        }
    }

    @Test(arguments: Backend.available)
    func aReplayAfterRevocationRestoresNothing(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.live(fixture.grant("g1"))
            #expect(try await fixture.grants.revoke(ID("g1")))
            #expect(
                try await fixture.codes.redeem(fixture.digest(1), first: nil, at: fixture.later(1))
                    == .replayed(ID("g1"))
            )
            #expect(try await fixture.grants.resolve(ID("g1")) == nil)
        }
    }

    // MARK: Race

    @Test(arguments: Backend.available)
    func onlyOneOfFiftyConcurrentRedemptionsSucceeds(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            let code = fixture.code(fixture.grant("g1"))
            try await fixture.codes.add(code, digest: fixture.digest(1))
            let answers = try await race(50) { _ in
                try await fixture.codes.redeem(fixture.digest(1), first: nil, at: fixture.dawn)
            }
            #expect(answers.count { $0 == .redeemed(code) } == 1)
            #expect(answers.count { $0 == .replayed(ID("g1")) } == 49)
        }
    }

    // MARK: Time

    @Test(arguments: Backend.available)
    func anExpiredCodeCreatesNothingAndItsReplayIsStillDetected(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.codes.add(
                fixture.code(fixture.grant("g1"), expiresAt: fixture.later(60)),
                digest: fixture.digest(1)
            )
            try await fixture.live(fixture.grant("g2"), code: 2)
            #expect(try await fixture.codes.redeem(fixture.digest(1), first: nil, at: fixture.later(60)) == .unknown)
            #expect(try await fixture.grants.resolve(ID("g1")) == nil)
            #expect(
                try await fixture.codes.redeem(fixture.digest(2), first: nil, at: fixture.later(60))
                    == .replayed(ID("g2"))
            )
        }
    }

    @Test(arguments: Backend.available)
    func purgeDeletesOnlyWhatExpiredBeforeItsTime(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            for seed in UInt8(1)...3 {
                let code = fixture.code(fixture.grant("g\(seed)"), expiresAt: fixture.later(Int64(seed) * 10))
                try await fixture.codes.add(code, digest: fixture.digest(seed))
            }
            #expect(try await fixture.codes.purge(expiredBefore: fixture.later(20)) == 1)
            #expect(try await fixture.codes.redeem(fixture.digest(1), first: nil, at: fixture.later(9)) == .unknown)
            #expect(try await fixture.codes.code(fixture.digest(2)) != nil)
        }
    }

    @Test(arguments: Backend.available)
    func aRedeemedCodeIsKeptAsLongAsItsGrant(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.live(fixture.grant("g1"))
            let month = fixture.later(30 * 86_400)
            #expect(try await fixture.codes.purge(expiredBefore: month) == 0)
            #expect(try await fixture.codes.redeem(fixture.digest(1), first: nil, at: month) == .replayed(ID("g1")))
            _ = try await fixture.grants.revoke(ID("g1"))
            let nextDay = month.advanced(by: .seconds(86_401))
            #expect(try await fixture.codes.purge(expiredBefore: nextDay) == 1)
            #expect(try await fixture.codes.code(fixture.digest(1)) == nil)
        }
    }

    // MARK: Isolation

    @Test(arguments: Backend.available)
    func aDisabledUsersCodeCreatesNoGrant(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            let code = fixture.code(fixture.grant("g1"))
            try await fixture.codes.add(code, digest: fixture.digest(1))
            _ = try await fixture.identity.users.set(.disabled, for: ID("us-ann"))
            #expect(try await fixture.codes.redeem(fixture.digest(1), first: nil, at: fixture.dawn) == .unknown)
            #expect(try await fixture.grants.resolve(ID("g1")) == nil)
            _ = try await fixture.identity.users.set(.active, for: ID("us-ann"))
            #expect(
                try await fixture.codes.redeem(fixture.digest(1), first: nil, at: fixture.dawn) == .redeemed(code)
            )
        }
    }

    @Test(arguments: Backend.available)
    func aCodeIsDeletedWithItsUserOrWorkspace(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            _ = try await fixture.identity.workspaces.setMember(ID("us-ann"), of: ID("ws-bob"), role: .reader)
            try await fixture.codes.add(fixture.code(fixture.grant("g1", user: "bob")), digest: fixture.digest(1))
            try await fixture.codes.add(
                fixture.code(fixture.grant("g2", workspace: "ws-bob")),
                digest: fixture.digest(2)
            )
            try await fixture.codes.add(fixture.code(fixture.grant("g3")), digest: fixture.digest(3))
            #expect(try await fixture.identity.users.delete(ID("us-bob")))
            #expect(try await fixture.codes.redeem(fixture.digest(1), first: nil, at: fixture.dawn) == .unknown)
            #expect(try await fixture.codes.redeem(fixture.digest(2), first: nil, at: fixture.dawn) == .unknown)
            #expect(try await fixture.codes.code(fixture.digest(3)) != nil)
        }
    }
}

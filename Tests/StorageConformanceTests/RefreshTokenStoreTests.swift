import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite struct RefreshTokenStoreTests {
    @Test(arguments: Backend.available)
    func rotationReplacesTheTokenAndOnlyTheSuccessorIsLive(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.live(fixture.grant("g1"), refresh: 1)
            let rotation = try await fixture.rotate(1, to: 2, until: 7_200, at: 30)
            guard case .rotated(let grant) = rotation else {
                Issue.record("\(rotation)")
                return
            }
            #expect(grant.id == ID("g1") && grant.lastUsedAt == fixture.later(30))
            #expect(
                try await fixture.grants.grant(ofRefresh: fixture.digest(1), client: ID("c1"), at: fixture.later(31))
                    == nil
            )
            #expect(
                try await fixture.grants.grant(ofRefresh: fixture.digest(2), client: ID("c1"), at: fixture.later(31))
                    == grant
            )
            let successor = try #require(try await fixture.grants.refreshToken(fixture.digest(2)))
            #expect(successor.expiresAt == fixture.later(7_200) && successor.createdAt == fixture.later(30))
            #expect(successor.client == ID("c1") && successor.grant == ID("g1"))
        }
    }

    @Test(arguments: Backend.available)
    func aReplayedTokenEndsTheFamilyAndLaterTokensAreUnknown(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.live(fixture.grant("g1"), refresh: 1)
            func rotate(_ seed: UInt8, _ successor: UInt8) async throws -> Rotation {
                try await fixture.rotate(seed, to: successor)
            }
            _ = try await rotate(1, 2)
            _ = try await rotate(2, 3)
            let ended = EndedConnection(
                grant: ID("g1"),
                client: ID("c1"),
                name: nil,
                user: ID("us-ann"),
                redirectURI: "https://c1.example/cb",
                reason: .refreshTokenReused,
                address: "192.0.2.1",
                endedAt: fixture.later(10)
            )
            #expect(try await rotate(1, 4) == .replayed(ended))
            #expect(try await fixture.grants.ended(of: ID("us-ann")) == [ended])
            #expect(try await fixture.grants.ended(of: ID("us-bob")) == [])
            #expect(try await fixture.grants.resolve(ID("g1")) == nil)
            #expect(try await rotate(3, 5) == .unknown)
            #expect(try await rotate(1, 6) == .unknown)
        }
    }

    @Test(arguments: Backend.available)
    func oneOfFiftyConcurrentRotationsWinsAndTheFirstLoserEndsTheFamily(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.live(fixture.grant("g1"), refresh: 200)
            let answers = try await race(50) { index in
                try await fixture.rotate(200, to: UInt8(index))
            }
            #expect(answers.count { if case .rotated = $0 { true } else { false } } == 1)
            #expect(answers.count { if case .replayed = $0 { true } else { false } } == 1)
            #expect(answers.count { $0 == .unknown } == 48)
            #expect(try await fixture.grants.resolve(ID("g1")) == nil)
        }
    }

    @Test(arguments: Backend.available)
    func aRotationThatRacesWithARevocationLeavesNoLiveToken(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            for round in UInt8(0)..<10 {
                try await fixture.live(fixture.grant("g\(round)"), code: round, refresh: round)
                _ = try await race(2) { index in
                    if index == 0 {
                        _ = try await fixture.grants.revoke(ID("g\(round)"))
                    } else {
                        _ = try await fixture.rotate(round, to: 100 + round, at: 1)
                    }
                }
                #expect(try await fixture.grants.resolve(ID("g\(round)")) == nil)
                #expect(try await fixture.grants.refreshToken(fixture.digest(100 + round)) == nil)
            }
        }
    }

    @Test(arguments: Backend.available)
    func anExpiredRefreshTokenDoesNothing(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.live(fixture.grant("g1"), refresh: 1, until: fixture.later(100))
            #expect(
                try await fixture.grants.grant(ofRefresh: fixture.digest(1), client: ID("c1"), at: fixture.later(99))
                    != nil
            )
            #expect(
                try await fixture.grants.grant(
                    ofRefresh: fixture.digest(1),
                    client: ID("c1"),
                    at: fixture.later(100)
                ) == nil
            )
            let rotation = try await fixture.rotate(1, to: 2, until: 500, at: 100)
            #expect(rotation == .unknown)
            #expect(try await fixture.grants.resolve(ID("g1")) != nil)
        }
    }

    @Test(arguments: Backend.available)
    func anotherClientCanNeitherUseNorEndAFamily(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.live(fixture.grant("g1"), refresh: 1)
            func rotate(_ client: String, _ seed: UInt8, _ successor: UInt8) async throws -> Rotation {
                try await fixture.rotate(seed, to: successor, client: client)
            }
            #expect(
                try await fixture.grants.grant(ofRefresh: fixture.digest(1), client: ID("c2"), at: fixture.dawn)
                    == nil
            )
            #expect(try await rotate("c2", 1, 2) == .unknown)
            _ = try await rotate("c1", 1, 3)
            // A replay by another client does not end the family: that client cannot use the token anyway.
            #expect(try await rotate("c2", 1, 4) == .unknown)
            #expect(try await fixture.grants.resolve(ID("g1")) != nil)
            #expect(
                try await fixture.grants.grant(ofRefresh: fixture.digest(3), client: ID("c1"), at: fixture.later(11))
                    != nil
            )
        }
    }

    @Test(arguments: Backend.available)
    func aDisabledUsersRefreshTokenIsSuspendedUntilTheUserIsEnabled(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.live(fixture.grant("g1"), refresh: 1)
            func rotate() async throws -> Rotation {
                try await fixture.rotate(1, to: 2)
            }
            _ = try await fixture.identity.users.set(.disabled, for: ID("us-ann"))
            #expect(
                try await fixture.grants.grant(ofRefresh: fixture.digest(1), client: ID("c1"), at: fixture.dawn)
                    == nil
            )
            #expect(try await rotate() == .unknown)
            #expect(try await fixture.grants.resolve(ID("g1"))?.user?.status == .disabled)
            _ = try await fixture.identity.users.set(.active, for: ID("us-ann"))
            guard case .rotated = try await rotate() else {
                Issue.record("the token was spent while the user was disabled")
                return
            }
        }
    }
}

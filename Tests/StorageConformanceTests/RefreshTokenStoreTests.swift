import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite struct RefreshTokenStoreTests {
    @Test(arguments: Backend.available)
    func rotationReplacesTheTokenAndOnlyTheSuccessorIsLive(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            try await registry.live(registry.grant("g1"), refresh: 1)
            let rotation = try await registry.grants.rotate(
                registry.digest(1),
                client: ID("c1"),
                successor: registry.digest(2),
                expiresAt: registry.later(7_200),
                at: registry.later(30)
            )
            guard case .rotated(let grant) = rotation else {
                Issue.record("\(rotation)")
                return
            }
            #expect(grant.id == ID("g1") && grant.lastUsedAt == registry.later(30))
            #expect(
                try await registry.grants.grant(ofRefresh: registry.digest(1), client: ID("c1"), at: registry.later(31))
                    == nil
            )
            #expect(
                try await registry.grants.grant(ofRefresh: registry.digest(2), client: ID("c1"), at: registry.later(31))
                    == grant
            )
            let successor = try #require(try await registry.grants.refreshToken(registry.digest(2)))
            #expect(successor.expiresAt == registry.later(7_200) && successor.createdAt == registry.later(30))
            #expect(successor.client == ID("c1") && successor.grant == ID("g1"))
        }
    }

    @Test(arguments: Backend.available)
    func aReplayedTokenEndsTheFamilyAndWhoComesAfterIsUnknown(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            try await registry.live(registry.grant("g1"), refresh: 1)
            func rotate(_ seed: UInt8, _ successor: UInt8) async throws -> Rotation {
                try await registry.grants.rotate(
                    registry.digest(seed),
                    client: ID("c1"),
                    successor: registry.digest(successor),
                    expiresAt: registry.later(3_600),
                    at: registry.later(10)
                )
            }
            _ = try await rotate(1, 2)
            _ = try await rotate(2, 3)
            #expect(try await rotate(1, 4) == .replayed(ID("g1")))
            #expect(try await registry.grants.resolve(ID("g1")) == nil)
            #expect(try await rotate(3, 5) == .unknown)
            #expect(try await rotate(1, 6) == .unknown)
        }
    }

    @Test(arguments: Backend.available)
    func ofFiftyRotationsAtOnceOneWinsAndTheFirstLoserEndsTheFamily(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            try await registry.live(registry.grant("g1"), refresh: 200)
            let answers = try await race(50) { index in
                try await registry.grants.rotate(
                    registry.digest(200),
                    client: ID("c1"),
                    successor: registry.digest(UInt8(index)),
                    expiresAt: registry.later(3_600),
                    at: registry.later(10)
                )
            }
            #expect(answers.count { if case .rotated = $0 { true } else { false } } == 1)
            #expect(answers.count { $0 == .replayed(ID("g1")) } == 1)
            #expect(answers.count { $0 == .unknown } == 48)
            #expect(try await registry.grants.resolve(ID("g1")) == nil)
        }
    }

    @Test(arguments: Backend.available)
    func aRotationThatRacesWithARevocationLeavesNoLiveToken(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            for round in UInt8(0)..<10 {
                try await registry.live(registry.grant("g\(round)"), code: round, refresh: round)
                _ = try await race(2) { index in
                    if index == 0 {
                        _ = try await registry.grants.revoke(ID("g\(round)"))
                    } else {
                        _ = try await registry.grants.rotate(
                            registry.digest(round),
                            client: ID("c1"),
                            successor: registry.digest(100 + round),
                            expiresAt: registry.later(3_600),
                            at: registry.later(1)
                        )
                    }
                }
                #expect(try await registry.grants.resolve(ID("g\(round)")) == nil)
                #expect(try await registry.grants.refreshToken(registry.digest(100 + round)) == nil)
            }
        }
    }

    @Test(arguments: Backend.available)
    func anExpiredRefreshTokenDoesNothing(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            try await registry.live(registry.grant("g1"), refresh: 1, until: registry.later(100))
            #expect(
                try await registry.grants.grant(ofRefresh: registry.digest(1), client: ID("c1"), at: registry.later(99))
                    != nil
            )
            #expect(
                try await registry.grants.grant(
                    ofRefresh: registry.digest(1),
                    client: ID("c1"),
                    at: registry.later(100)
                ) == nil
            )
            let rotation = try await registry.grants.rotate(
                registry.digest(1),
                client: ID("c1"),
                successor: registry.digest(2),
                expiresAt: registry.later(500),
                at: registry.later(100)
            )
            #expect(rotation == .unknown)
            #expect(try await registry.grants.resolve(ID("g1")) != nil)
        }
    }

    @Test(arguments: Backend.available)
    func anotherClientCanNeitherUseNorEndAFamily(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            try await registry.live(registry.grant("g1"), refresh: 1)
            func rotate(_ client: String, _ seed: UInt8, _ successor: UInt8) async throws -> Rotation {
                try await registry.grants.rotate(
                    registry.digest(seed),
                    client: ID(client),
                    successor: registry.digest(successor),
                    expiresAt: registry.later(3_600),
                    at: registry.later(10)
                )
            }
            #expect(
                try await registry.grants.grant(ofRefresh: registry.digest(1), client: ID("c2"), at: registry.dawn)
                    == nil
            )
            #expect(try await rotate("c2", 1, 2) == .unknown)
            _ = try await rotate("c1", 1, 3)
            // A replay by a stranger is no sign that the client's copy was stolen by somebody who can use it.
            #expect(try await rotate("c2", 1, 4) == .unknown)
            #expect(try await registry.grants.resolve(ID("g1")) != nil)
            #expect(
                try await registry.grants.grant(ofRefresh: registry.digest(3), client: ID("c1"), at: registry.later(11))
                    != nil
            )
        }
    }

    @Test(arguments: Backend.available)
    func aDisabledUsersRefreshTokenRestsUntilTheUserIsBack(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            try await registry.live(registry.grant("g1"), refresh: 1)
            func rotate() async throws -> Rotation {
                try await registry.grants.rotate(
                    registry.digest(1),
                    client: ID("c1"),
                    successor: registry.digest(2),
                    expiresAt: registry.later(3_600),
                    at: registry.later(10)
                )
            }
            _ = try await registry.identity.users.set(.disabled, for: ID("us-ann"))
            #expect(
                try await registry.grants.grant(ofRefresh: registry.digest(1), client: ID("c1"), at: registry.dawn)
                    == nil
            )
            #expect(try await rotate() == .unknown)
            #expect(try await registry.grants.resolve(ID("g1"))?.user?.status == .disabled)
            _ = try await registry.identity.users.set(.active, for: ID("us-ann"))
            guard case .rotated = try await rotate() else {
                Issue.record("the token was spent while the user was disabled")
                return
            }
        }
    }
}

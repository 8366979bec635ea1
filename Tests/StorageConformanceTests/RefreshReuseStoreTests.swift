import Authorization
import Base
import Identity
import TestSupport
import Testing

/// The reuse window of refresh tokens: the direct predecessor of the live token gets the same successor again.
@Suite struct RefreshReuseStoreTests {
    private static let window = Duration.seconds(60)

    @Test(
        "law: within the window the predecessor gets what is sealed, and nothing new is live",
        arguments: Backend.available
    )
    func theSameSuccessor(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.live(fixture.grant("g1"), refresh: 1)
            _ = try await fixture.rotate(1, to: 2, after: 10, window: Self.window)
            let again = try await fixture.rotate(1, to: 3, after: 69, window: Self.window)
            guard case .repeated(let grant, let sealed) = again else {
                Issue.record("\(again)")
                return
            }
            #expect(grant.id == ID("g1") && grant.lastUsedAt == fixture.later(69) && sealed == [2])
            #expect(try await fixture.grants.refreshToken(fixture.digest(3)) == nil)
            guard case .rotated = try await fixture.rotate(2, to: 4, after: 3_000, window: Self.window) else {
                Issue.record("the successor is not live")
                return
            }
        }
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// The rotations before it.
        let chain: [(from: UInt8, to: UInt8, window: Duration)]
        let presented: UInt8
        let after: Int64
        let window: Duration

        static let all = [
            Refused(
                testDescription: "when the window has passed",
                chain: [(1, 2, .seconds(60))],
                presented: 1,
                after: 70,
                window: .seconds(60)
            ),
            Refused(
                testDescription: "when the window was made shorter",
                chain: [(1, 2, .seconds(60))],
                presented: 1,
                after: 30,
                window: .seconds(10)
            ),
            Refused(
                testDescription: "without a window",
                chain: [(1, 2, .zero)],
                presented: 1,
                after: 10,
                window: .zero
            ),
            Refused(
                testDescription: "when nothing was sealed",
                chain: [(1, 2, .zero)],
                presented: 1,
                after: 11,
                window: .seconds(60)
            ),
            Refused(
                testDescription: "for the predecessor of the predecessor",
                chain: [(1, 2, .seconds(60)), (2, 3, .seconds(60))],
                presented: 1,
                after: 11,
                window: .seconds(60)
            ),
        ]
    }

    @Test("law: a spent token ends its family", arguments: Backend.available, Refused.all)
    func everythingElseEndsTheFamily(backend: Backend, refused: Refused) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.live(fixture.grant("g1"), refresh: 1)
            for step in refused.chain {
                _ = try await fixture.rotate(step.from, to: step.to, after: 10, window: step.window)
            }
            let answer = try await fixture.rotate(
                refused.presented,
                to: 9,
                after: refused.after,
                window: refused.window
            )
            guard case .replayed(let ended) = answer else {
                Issue.record("\(answer)")
                return
            }
            #expect(ended.reason == .refreshTokenReused && ended.endedAt == fixture.later(refused.after))
            #expect(try await fixture.grants.resolve(ID("g1")) == nil)
        }
    }

    @Test("time: the window begins with the rotation and does not slide", arguments: Backend.available)
    func theWindowDoesNotSlide(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.live(fixture.grant("g1"), refresh: 1)
            for seconds: Int64 in [0, 20, 40, 59] {
                _ = try await fixture.rotate(1, to: 2 + UInt8(seconds), after: seconds, window: Self.window)
            }
            #expect(try await fixture.grants.resolve(ID("g1")) != nil)
            _ = try await fixture.rotate(1, to: 90, after: 60, window: Self.window)
            #expect(try await fixture.grants.resolve(ID("g1")) == nil)
        }
    }

    @Test("race: of concurrent rotations one wins, and all get its successor", arguments: Backend.available, [2, 50])
    func concurrentRotationsAgree(backend: Backend, number: Int) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.live(fixture.grant("g1"), refresh: 200)
            let answers = try await race(number) { index in
                try await fixture.rotate(200, to: UInt8(index), after: 10, window: Self.window)
            }
            #expect(answers.count { if case .rotated = $0 { true } else { false } } == 1)
            let sealed = Set(answers.compactMap { if case .repeated(_, let sealed) = $0 { sealed } else { nil } })
            #expect(sealed.count == 1)
            #expect(answers.count { if case .repeated = $0 { true } else { false } } == number - 1)
            let winner = try #require(sealed.first?.first)
            #expect(try await fixture.grants.refreshToken(fixture.digest(winner)) != nil)
        }
    }

    @Test(
        "a server that crashed after the commit gives the same successor after its restart",
        arguments: Backend.available
    )
    func aCrashBetweenCommitAndResponse(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.live(fixture.grant("g1"), refresh: 1)
            // Nobody receives this answer.
            _ = try await fixture.rotate(1, to: 2, after: 10, window: Self.window)
            let restarted = try fixture.restarted()
            let answer = try await restarted.grants.rotate(
                fixture.attempt(1, to: 3, window: Self.window),
                at: fixture.later(20)
            )
            guard case .repeated(_, sealed: [2]) = answer else {
                Issue.record("\(answer)")
                return
            }
        }
    }

    @Test("isolation: another client gets nothing within the window, and ends nothing", arguments: Backend.available)
    func anotherClient(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.live(fixture.grant("g1"), refresh: 1)
            _ = try await fixture.rotate(1, to: 2, after: 10, window: Self.window)
            let attempt = fixture.attempt(1, to: 3, client: "c2", window: Self.window)
            #expect(try await fixture.grants.rotate(attempt, at: fixture.later(11)) == .unknown)
            #expect(try await fixture.grants.resolve(ID("g1")) != nil)
        }
    }

    @Test("isolation: a disabled user's predecessor gets nothing, and ends nothing", arguments: Backend.available)
    func aDisabledUser(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.live(fixture.grant("g1"), refresh: 1)
            _ = try await fixture.rotate(1, to: 2, after: 10, window: Self.window)
            _ = try await fixture.identity.users.set(.disabled, for: ID("us-ann"))
            #expect(try await fixture.rotate(1, to: 3, after: 11, window: Self.window) == .unknown)
            _ = try await fixture.identity.users.set(.active, for: ID("us-ann"))
            guard case .repeated = try await fixture.rotate(1, to: 4, after: 12, window: Self.window) else {
                Issue.record("the family ended")
                return
            }
        }
    }

    @Test("time: ended connections are told for thirty days, to their user only", arguments: Backend.available)
    func endedConnections(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            _ = try await fixture.clients.add(fixture.client("c1"), limit: nil)
            try await fixture.live(fixture.grant("g1"), refresh: 1)
            let answers = try await race(2) { _ in
                try await fixture.grants.end(ID("g1"), because: .codeReused, from: nil, at: fixture.later(5))
            }
            let ended = try #require(answers.compactMap { $0 }.first)
            #expect(answers.count { $0 != nil } == 1 && ended.name == "Client c1" && ended.address == nil)
            #expect(try await fixture.grants.grants(of: ID("us-ann")) == [])
            #expect(try await fixture.grants.refreshToken(fixture.digest(1)) == nil)
            let days = Int64(30 * 86_400)
            _ = try await fixture.grants.purge(expiredBefore: fixture.later(5 + days))
            #expect(try await fixture.grants.ended(of: ID("us-ann")) == [ended])
            #expect(try await fixture.grants.ended(of: ID("us-bob")) == [])
            _ = try await fixture.grants.purge(expiredBefore: fixture.later(6 + days))
            #expect(try await fixture.grants.ended(of: ID("us-ann")) == [])
        }
    }

    @Test("time: a purge removes what is sealed an hour after the rotation", arguments: Backend.available)
    func whatIsSealedIsRemoved(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.live(fixture.grant("g1"), refresh: 1, until: fixture.later(9_000_000))
            _ = try await fixture.rotate(1, to: 2, after: 10, window: .seconds(86_400), until: 9_000_000)
            _ = try await fixture.grants.purge(expiredBefore: fixture.later(3_600))
            guard case .repeated = try await fixture.rotate(1, to: 3, after: 3_600, window: .seconds(86_400)) else {
                Issue.record("it was removed too early")
                return
            }
            #expect(try await fixture.grants.purge(expiredBefore: fixture.later(3_611)) > 0)
            guard case .replayed = try await fixture.rotate(1, to: 4, after: 3_612, window: .seconds(86_400)) else {
                Issue.record("it is still there")
                return
            }
        }
    }
}

extension AuthorizationStoreFixture {
    fileprivate func rotate(
        _ seed: UInt8,
        to successor: UInt8,
        after seconds: Int64,
        window: Duration,
        until end: Int64 = 100_000
    ) async throws -> Rotation {
        try await grants.rotate(attempt(seed, to: successor, until: end, window: window), at: later(seconds))
    }
}

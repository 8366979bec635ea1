import Base
import Identity
import TestSupport
import Testing

@testable import Identity

@Suite struct PrincipalCacheTests {
    static func principal(expiresAt: Timestamp? = nil) -> Principal {
        Principal(kind: .service, userName: nil, scopes: .read, credential: .none, entries: [], expiresAt: expiresAt)
    }
    static func digest(_ number: Int) -> Digest256 { Digest256(sha256: "\(number)"[...]) }
    static let start = Timestamp(seconds: 1_000)

    @Test(
        arguments: [
            (.seconds(30), nil, 30_000),
            (.seconds(5), nil, 5_000),
            (.seconds(3_600), nil, 30_000),
            (.seconds(30), .seconds(2), 2_000),
            (.seconds(30), .seconds(60), 30_000),
        ] as [(Duration, Duration?, Int64)])
    func anEntryLivesForTheLifetimeAndNeverPastItsCredential(lifetime: Duration, end: Duration?, milliseconds: Int64) {
        let cache = PrincipalCache(revocations: RevocationEpoch(), lifetime: lifetime)
        let principal = Self.principal(expiresAt: end.map { Self.start.advanced(by: $0) })
        cache.keep(principal, for: Self.digest(1), readAt: cache.epoch, now: Self.start)
        func look(_ after: Int64) -> Principal? {
            cache.principal(for: Self.digest(1), at: Self.start.advanced(by: .milliseconds(after)))
        }
        #expect(look(milliseconds - 1) === principal)
        #expect(look(milliseconds) == nil)
        #expect(cache.principal(for: Self.digest(2), at: Self.start) == nil)
    }

    @Test func aLifetimeOfZeroKeepsNothing() {
        let cache = PrincipalCache(revocations: RevocationEpoch(), lifetime: .zero)
        cache.keep(Self.principal(), for: Self.digest(1), readAt: cache.epoch, now: Self.start)
        #expect(cache.principal(for: Self.digest(1), at: Self.start) == nil)
    }

    @Test func aRevocationEmptiesItAndWhatWasReadBeforeIsNotKept() {
        let cache = PrincipalCache(revocations: RevocationEpoch())
        let before = cache.epoch
        cache.keep(Self.principal(), for: Self.digest(1), readAt: before, now: Self.start)
        cache.revoke()
        #expect(cache.principal(for: Self.digest(1), at: Self.start) == nil)
        cache.keep(Self.principal(), for: Self.digest(1), readAt: before, now: Self.start)
        #expect(cache.principal(for: Self.digest(1), at: Self.start) == nil)
        cache.keep(Self.principal(), for: Self.digest(1), readAt: cache.epoch, now: Self.start)
        #expect(cache.principal(for: Self.digest(1), at: Self.start) != nil)
    }

    @Test func itsSizeIsBoundedAndTheUsedStay() {
        var table = RecentTable<Int, Int>(capacity: 100)
        for number in 0..<10_000 {
            table[number] = number
            #expect(table[0] == 0)
            #expect(table.count <= 100)
        }
        #expect(table[1] == nil)
        #expect(table[9_999] == 9_999)
        table[9_999] = nil
        #expect(table[9_999] == nil)
    }

    @Test func aHundredConcurrentMissesAskTheStoreOnce() async throws {
        let gate = Gate()
        let house = House { _ in await gate.pass() }
        let (_, _, bearer) = try await house.userWithToken()
        let authenticator = house.authenticator()
        let now = house.clock.now()
        try await withThrowingTaskGroup { group in
            for _ in 0..<100 { group.addTask { try await authenticator.authenticate(bearer, at: now) } }
            await gate.arrival()
            await gate.open()
            for try await principal in group { #expect(principal.userName == "alice") }
        }
        #expect(house.fake.resolutions == 1)
        _ = try await authenticator.authenticate(bearer, at: now)
        #expect(house.fake.resolutions == 1)
    }

    @Test func aRevocationThatOverlapsAMissIsNeitherCachedOverNorShared() async throws {
        let gate = Gate()
        let house = House { call in if call == 1 { await gate.pass() } }
        let (_, token, bearer) = try await house.userWithToken()
        let authenticator = house.authenticator()
        let now = house.clock.now()
        async let first = authenticator.authenticate(bearer, at: now)
        await gate.arrival()
        // The first caller has read the row and not yet returned it.
        #expect(try await house.tokens.remove(token.id))
        // Who arrives now must not be given the answer the first one is waiting for.
        #expect(await fault { try await authenticator.authenticate(bearer, at: now) }?.detail == "Invalid token")
        await gate.open()
        #expect(try await first.userName == "alice")
        #expect(await fault { try await authenticator.authenticate(bearer, at: now) }?.detail == "Invalid token")
    }

    @Test func failuresAreNotCached() async throws {
        let house = House()
        let (_, _, bearer) = try await house.userWithToken()
        let authenticator = house.authenticator()
        _ = try await house.users.disable("alice")
        #expect(await fault { try await authenticator.authenticate(bearer, at: house.clock.now()) } != nil)
        _ = try await house.users.enable("alice")
        #expect(try await authenticator.authenticate(bearer, at: house.clock.now()).userName == "alice")
    }

    @Test func aCallerThatGivesUpDoesNotTakeTheOthersWithIt() async throws {
        let gate = Gate()
        let house = House { _ in await gate.pass() }
        let (_, _, bearer) = try await house.userWithToken()
        let authenticator = house.authenticator()
        let now = house.clock.now()
        let first = Task { try await authenticator.authenticate(bearer, at: now) }
        await gate.arrival()
        first.cancel()
        async let second = authenticator.authenticate(bearer, at: now)
        await gate.open()
        #expect(try await second.userName == "alice")
        #expect(house.fake.resolutions == 1)
    }
}

import Base
import Identity
import TestSupport
import Testing

@testable import Identity

@Suite struct PrincipalCacheTests {
    static func principal(expiresAt: Timestamp? = nil) -> Principal {
        Principal(
            kind: .service,
            userName: nil,
            scopes: .read,
            credential: .none,
            entries: [],
            expiresAt: expiresAt,
            license: .unproven
        )
    }
    static func token(_ text: String) -> PresentedToken { PresentedToken(text[...])! }
    static let start = Timestamp(seconds: 1_000)

    @Test(
        "An entry ends with its lifetime, and never after its credential",
        arguments: [
            (.seconds(30), nil, 30_000),
            (.seconds(5), nil, 5_000),
            (.seconds(3_600), nil, 30_000),
            (.seconds(30), .seconds(2), 2_000),
            (.seconds(30), .seconds(60), 30_000),
        ] as [(Duration, Duration?, Int64)]
    )
    func anEntryEndsWithItsLifetimeOrCredential(lifetime: Duration, end: Duration?, milliseconds: Int64) {
        let cache = PrincipalCache(revocations: RevocationEpoch(), lifetime: lifetime)
        let principal = Self.principal(expiresAt: end.map { Self.start.advanced(by: $0) })
        cache.keep(principal, for: Self.token("1"), readAt: cache.epoch, now: Self.start)
        func look(_ after: Int64) -> Principal? {
            cache.principal(for: Self.token("1"), at: Self.start.advanced(by: .milliseconds(after)))
        }
        #expect(look(milliseconds - 1) === principal)
        #expect(look(milliseconds) == nil)
        #expect(cache.principal(for: Self.token("2"), at: Self.start) == nil)
    }

    @Test(
        "After the clock was set back, an entry from the future is not used",
        arguments: [(-1, true), (-29_999, true), (-30_000, false), (-3_600_000, false)] as [(Int64, Bool)]
    )
    func anEntryFromBeforeTheClockWasSetBackIsNotUsed(milliseconds: Int64, isServed: Bool) {
        let cache = PrincipalCache(revocations: RevocationEpoch(), lifetime: .seconds(30))
        cache.keep(Self.principal(), for: Self.token("1"), readAt: cache.epoch, now: Self.start)
        #expect(
            (cache.principal(for: Self.token("1"), at: Self.start.advanced(by: .milliseconds(milliseconds))) != nil)
                == isServed
        )
    }

    @Test("A lifetime of zero keeps nothing")
    func aLifetimeOfZeroKeepsNothing() {
        let cache = PrincipalCache(revocations: RevocationEpoch(), lifetime: .zero)
        cache.keep(Self.principal(), for: Self.token("1"), readAt: cache.epoch, now: Self.start)
        #expect(cache.principal(for: Self.token("1"), at: Self.start) == nil)
    }

    @Test("A revocation empties the cache, and results read before it are not kept")
    func aRevocationEmptiesTheCacheAndEarlierReadsAreNotKept() {
        let revocations = RevocationEpoch()
        let cache = PrincipalCache(revocations: revocations)
        let before = cache.epoch
        cache.keep(Self.principal(), for: Self.token("1"), readAt: before, now: Self.start)
        revocations.bump()
        #expect(cache.principal(for: Self.token("1"), at: Self.start) == nil)
        cache.keep(Self.principal(), for: Self.token("1"), readAt: before, now: Self.start)
        #expect(cache.principal(for: Self.token("1"), at: Self.start) == nil)
        cache.keep(Self.principal(), for: Self.token("1"), readAt: cache.epoch, now: Self.start)
        #expect(cache.principal(for: Self.token("1"), at: Self.start) != nil)
    }

    /// The attack: a token with the last bytes of a verified one and other content.
    @Test("Only the complete token matches its entry")
    func onlyTheCompleteTokenMatchesItsEntry() {
        let genuine =
            Array("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.".utf8) + Array(repeating: UInt8(ascii: "s"), count: 342)
        let cache = PrincipalCache(revocations: RevocationEpoch())
        let principal = Self.principal()
        func look(_ bytes: [UInt8]) -> Principal? {
            cache.principal(for: Self.token(String(decoding: bytes, as: UTF8.self)), at: Self.start)
        }
        cache.keep(
            principal,
            for: Self.token(String(decoding: genuine, as: UTF8.self)),
            readAt: cache.epoch,
            now: Self.start
        )
        for index in genuine.indices {
            var forged = genuine
            forged[index] ^= 1
            #expect(look(forged) == nil, "\(index)")
        }
        for forged in [
            genuine + [0x73], [0x65] + genuine, Array(genuine.dropFirst()), Array(genuine.dropLast()),
            genuine.suffix(32),
            genuine.suffix(31),
        ] {
            #expect(look(Array(forged)) == nil)
        }
        #expect(PresentedToken("") == nil)
        #expect(look(genuine) === principal)
    }

    @Test("Tokens with the same last bytes do not replace each other")
    func tokensWithTheSameLastBytesDoNotReplaceEachOther() {
        let cache = PrincipalCache(revocations: RevocationEpoch())
        let tail = String(repeating: "s", count: 342)
        let principals = (0..<50).map { _ in Self.principal() }
        for (number, principal) in principals.enumerated() {
            cache.keep(principal, for: Self.token("\(number).\(tail)"), readAt: cache.epoch, now: Self.start)
        }
        for (number, principal) in principals.enumerated() {
            #expect(cache.principal(for: Self.token("\(number).\(tail)"), at: Self.start) === principal)
        }
    }

    @Test("An entry does not keep the header that contained its token")
    func anEntryDoesNotKeepTheHeaderOfItsToken() throws {
        let cache = PrincipalCache(revocations: RevocationEpoch())
        let header = "Bearer \(String(repeating: "t", count: 100))"
        let principal = Self.principal()
        cache.keep(principal, for: try AuthorizationHeader.parse([header]), readAt: cache.epoch, now: Self.start)
        #expect(cache.principal(for: Self.token(String(repeating: "t", count: 100)), at: Self.start) === principal)
    }

    @Test("Unused entries are forgotten within two intervals")
    func unusedEntriesAreForgottenWithinTwoIntervals() {
        let cache = PrincipalCache(revocations: RevocationEpoch())
        for text in ["used", "unused"] {
            cache.keep(Self.principal(), for: Self.token(text), readAt: cache.epoch, now: Self.start)
        }
        cache.age()
        #expect(cache.principal(for: Self.token("used"), at: Self.start) != nil)
        cache.age()
        #expect(cache.principal(for: Self.token("used"), at: Self.start) != nil)
        #expect(cache.principal(for: Self.token("unused"), at: Self.start) == nil)
    }

    @Test("A presented token never prints its text")
    func aPresentedTokenNeverPrintsItsText() {
        let token = Self.token("secret-secret")
        var dumped = ""
        dump(token, to: &dumped)
        for text in ["\(token)", String(reflecting: token), dumped, "\(["key": token])"] {
            #expect(!text.contains("secret"))
        }
    }

    @Test("The weight of the cache is bounded")
    func theWeightIsBounded() {
        var table = RecentTable<Int, Int>(capacity: 1_000) { $0 }
        for number in 0..<500 {
            table[100 + number % 50] = number
            #expect(table.count <= 10)
        }
        table[2_000] = 1
        #expect(table[2_000] == 1)
        table[400] = 2
        table[401] = 3
        #expect(table[400] == 2 && table[401] == 3 && table.count == 2)
    }

    @Test("Replaced and removed entries have no weight")
    func replacedAndRemovedEntriesHaveNoWeight() {
        var table = RecentTable<Int, Int>(capacity: 1_000) { $0 }
        table[200] = 1
        for number in 0..<10 {
            table[100] = number
            table[150] = number
            table[150] = nil
        }
        #expect(table.count == 2 && table[200] == 1 && table[100] == 9)
    }

    @Test("The size of the cache is bounded, and used entries stay")
    func theSizeIsBoundedAndUsedEntriesStay() {
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

    /// Look-ups in the store wait for the gate.
    private func heldLookUps() async throws -> (Gate, IdentityFixture, BearerToken) {
        let gate = Gate()
        let fixture = IdentityFixture { _ in await gate.pass() }
        return (gate, fixture, try await fixture.userWithToken().bearer)
    }

    @Test("A hundred concurrent misses ask the store once")
    func aHundredConcurrentMissesAskTheStoreOnce() async throws {
        let (gate, fixture, bearer) = try await heldLookUps()
        let authenticator = fixture.authenticator()
        let now = fixture.clock.now()
        try await withThrowingTaskGroup { group in
            for _ in 0..<100 { group.addTask { try await authenticator.authenticate(bearer, at: now) } }
            await gate.arrival()
            await gate.open()
            for try await principal in group { #expect(principal.userName == "alice") }
        }
        #expect(fixture.fake.resolutions == 1)
        _ = try await authenticator.authenticate(bearer, at: now)
        #expect(fixture.fake.resolutions == 1)
    }

    @Test("A revocation during a miss is neither hidden by the cache nor missed by later callers")
    func aRevocationDuringAMissIsNeitherHiddenNorShared() async throws {
        let gate = Gate()
        let fixture = IdentityFixture { call in if call == 1 { await gate.pass() } }
        let (_, token, bearer) = try await fixture.userWithToken()
        let authenticator = fixture.authenticator()
        let now = fixture.clock.now()
        async let first = authenticator.authenticate(bearer, at: now)
        await gate.arrival()
        // The first caller has read the row but not returned it yet.
        #expect(try await fixture.tokens.remove(token.id))
        // A caller that arrives now must not get the result that the first one is waiting for.
        #expect(await fault { try await authenticator.authenticate(bearer, at: now) }?.detail == "Invalid token")
        await gate.open()
        #expect(try await first.userName == "alice")
        #expect(await fault { try await authenticator.authenticate(bearer, at: now) }?.detail == "Invalid token")
    }

    @Test("Failures are not cached")
    func failuresAreNotCached() async throws {
        let fixture = IdentityFixture()
        let (_, _, bearer) = try await fixture.userWithToken()
        let authenticator = fixture.authenticator()
        _ = try await fixture.users.disable("alice")
        #expect(await fault { try await authenticator.authenticate(bearer, at: fixture.clock.now()) } != nil)
        _ = try await fixture.users.enable("alice")
        #expect(try await authenticator.authenticate(bearer, at: fixture.clock.now()).userName == "alice")
    }

    @Test("A cancelled caller does not cancel the others")
    func aCancelledCallerDoesNotCancelTheOthers() async throws {
        let (gate, fixture, bearer) = try await heldLookUps()
        let authenticator = fixture.authenticator()
        let now = fixture.clock.now()
        let first = Task { try await authenticator.authenticate(bearer, at: now) }
        await gate.arrival()
        first.cancel()
        async let second = authenticator.authenticate(bearer, at: now)
        await gate.open()
        #expect(try await second.userName == "alice")
        #expect(fixture.fake.resolutions == 1)
    }
}

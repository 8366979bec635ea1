import Base
import Identity
import Synchronization
import TestSupport
import Testing

@testable import Identity
@testable import JOSE

@Suite("Attacks by guessing tokens") struct FailureLimitTests {
    static let start = Timestamp(seconds: 1_000)

    @Test("After its failures, an address must wait for the next attempt")
    func afterItsFailuresAnAddressWaitsForTheNextOne() async throws {
        let limit = FailureLimit(perMinute: 10)
        for _ in 0..<10 {
            try limit.check("192.0.2.1", at: Self.start)
            limit.note("192.0.2.1", at: Self.start)
        }
        let refusal = await fault { try limit.check("192.0.2.1", at: Self.start) }
        #expect(refusal?.code == .rateLimited)
        #expect(refusal?.hints.retryAfter == 6)
        try limit.check("192.0.2.2", at: Self.start)
        #expect(await fault { try limit.check("192.0.2.1", at: Self.start.advanced(by: .milliseconds(5_999))) } != nil)
        try limit.check("192.0.2.1", at: Self.start.advanced(by: .seconds(6)))
        // After a minute without failures the address has all attempts again, and no more.
        let later = Self.start.advanced(by: .seconds(600))
        for _ in 0..<10 {
            try limit.check("192.0.2.1", at: later)
            limit.note("192.0.2.1", at: later)
        }
        #expect(await fault { try limit.check("192.0.2.1", at: later) } != nil)
    }

    @Test("A clock that is set back locks nobody out")
    func aClockThatIsSetBackLocksNobodyOut() async throws {
        let limit = FailureLimit(perMinute: 10)
        for _ in 0..<20 { limit.note("192.0.2.1", at: Self.start.advanced(by: .seconds(86_400))) }
        try limit.check("192.0.2.1", at: Self.start)
        limit.note("192.0.2.1", at: Self.start)
        #expect(await fault { try limit.check("192.0.2.1", at: Self.start) }?.hints.retryAfter == 6)
        try limit.check("192.0.2.1", at: Self.start.advanced(by: .seconds(6)))
    }

    @Test(
        "All addresses of one customer share a limit",
        arguments: [
            ("192.0.2.1", "192.0.2.1", "192.0.2.1"),
            ("::ffff:192.0.2.1", "192.0.2.1", "192.0.2.1"),
            ("2001:db8:1:2::1", "2001:db8:1:2::/64", "2001:db8:1::/48"),
            ("2001:DB8:1:2:ffff::9", "2001:db8:1:2::/64", "2001:db8:1::/48"),
            ("2001:db8:1:3::1", "2001:db8:1:3::/64", "2001:db8:1::/48"),
            ("fe80::1%eth0", "fe80::/64", "fe80::/48"),
            ("no:address", "no:address", "no:address"),
            ("unix", "unix", "unix"),
        ]
    )
    func addressesOfOneCustomerShareABucket(address: String, customer: String, site: String) {
        #expect(FailureLimit.bucket(of: address, in: .customer) == customer)
        #expect(FailureLimit.bucket(of: address, in: .site) == site)
    }

    /// The address may be a proxy in front of an office: its users must be able to continue, also when the cache asks
    /// the store again.
    @Test("After the limit, wrong tokens are refused unread while good tokens in use continue")
    func wrongTokensAreRefusedUnreadAfterTheLimitWhileGoodOnesContinue() async throws {
        let fixture = IdentityFixture()
        let (_, token, good) = try await fixture.userWithToken()
        let authenticator = fixture.authenticator(failures: FailureLimit(perMinute: 5))
        func words(_ token: BearerToken) async -> String {
            await fault { try await authenticator.authenticate(token, from: "192.0.2.1", at: fixture.clock.now()) }?
                .words
                ?? "good"
        }
        #expect(await words(good) == "good")
        let before = fixture.fake.resolutions
        var answers: [String] = []
        for seed in UInt64(1_000)..<1_200 {
            answers.append(await words(bearer(APITokenSecret(random: SeededRandom(seed)).token)))
        }
        #expect(answers.prefix(5).allSatisfy { $0 == "invalid-token: Invalid token" })
        #expect(answers.dropFirst(5).allSatisfy { $0.hasPrefix("rate-limited") })
        #expect(fixture.fake.resolutions - before == 5)

        #expect(await words(good) == "good")
        fixture.clock.advance(by: PrincipalCache.longestLifetime)
        for seed in UInt64(2_000)..<2_010 { _ = await words(bearer(APITokenSecret(random: SeededRandom(seed)).token)) }
        #expect(await words(good) == "good")
        _ = try await fixture.tokens.remove(token.id)
        for _ in 0..<3 { #expect(await words(good).hasPrefix("rate-limited")) }
        #expect(fixture.fake.resolutions - before <= 10)
    }

    /// Signed tokens are verified from any address; only those that fail get the address's refusal.
    @Test("Signed tokens are still verified after the limit")
    func signedTokensAreVerifiedAfterTheLimit() async throws {
        let fixture = IdentityFixture()
        let trust = IssuerTrust(name: "x", issuer: "https://issuer.test", audiences: ["memory"])
        let authenticator = fixture.authenticator(
            [TrustedIssuers([fixture.verifier(trust)])],
            failures: FailureLimit(perMinute: 3)
        )
        func words(_ text: String) async throws -> String {
            let token = try #require(BearerToken(text))
            return await fault {
                try await authenticator.authenticate(token, from: "192.0.2.1", at: fixture.clock.now())
            }?.words ?? "good"
        }
        func token(_ subject: String, key: SigningKey = TestIssuer.ec, seconds: Int64 = 300) -> String {
            let end = fixture.clock.now().seconds + seconds
            return TestIssuer.token(
                [
                    "iss": "https://issuer.test", "aud": "memory", "sub": .string(subject), "exp": .integer(end),
                    "scope": "memory:read",
                ],
                key: key
            )
        }
        for number in 0..<3 {
            #expect(try await words(token("\(number)", key: TestIssuer.foreign)).hasPrefix("invalid-token"))
        }
        #expect(try await words(token("3", key: TestIssuer.foreign)).hasPrefix("rate-limited"))
        #expect(try await words("opaque").hasPrefix("rate-limited"))
        #expect(try await words(token("new")) == "good")
        // An expired token is not a guess, and its holder must learn to fetch another.
        for number in 0..<5 {
            #expect(try await words(token("\(number)", seconds: -300)) == "token-expired: Token has expired")
        }
    }

    @Test("A failing store does not count as the caller's failure")
    func aFailingStoreIsNotTheCallersFailure() async throws {
        let fixture = IdentityFixture()
        let (_, _, good) = try await fixture.userWithToken()
        let authenticator = fixture.authenticator(failures: FailureLimit(perMinute: 1))
        fixture.fake.state.withLock { $0.isBroken = true }
        for _ in 0..<3 {
            await #expect(throws: StoreFailure.self) {
                try await authenticator.authenticate(good, from: "192.0.2.1", at: fixture.clock.now())
            }
        }
    }
}

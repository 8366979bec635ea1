import Base
import Identity
import JOSE
import Synchronization
import TestSupport
import Testing

/// Keys are renewed in time. Frequent requests cause no additional fetches, and tokens with known keys never wait.
@Suite("Attacks on the keys of a trusted issuer") struct JWKSKeyCacheTests {
    let clock = ManualClock()
    private let sample = ProviderSample.generic

    /// The issuer of the sample, trusted with keys that the test publishes.
    private static func issuer() -> (IdentityFixture, ScriptedKeys, TrustedIssuers) {
        let (fixture, network) = (IdentityFixture(), ScriptedKeys([TestIssuer.ec]))
        let verifier = fixture.verifier(ProviderSample.generic.trust, keys: JWKSKeyCache(network))
        return (fixture, network, TrustedIssuers([verifier]))
    }

    @Test("A hundred concurrent first requests cause one fetch")
    func aHundredFirstRequestsCauseOneFetch() async throws {
        let gate = Gate()
        let network = ScriptedKeys([TestIssuer.ec]) { _ in await gate.pass() }
        let cache = JWKSKeyCache(network)
        try await withThrowingTaskGroup { group in
            for _ in 0..<100 { group.addTask { try await cache.keys(at: clock.now()).version } }
            await gate.arrival()
            await gate.open()
            for try await version in group { #expect(version == 1) }
        }
        #expect(network.fetches == 1)
    }

    @Test("Ten thousand tokens with invented key ids cause two fetches, and valid tokens pass")
    func tenThousandInventedKeyIDsCauseTwoFetches() async throws {
        let (fixture, network, issuers) = Self.issuer()
        let good = BearerToken(TestIssuer.token(sample.access, typ: sample.typ))!.read()
        let now = fixture.clock.now()
        let parts = TestIssuer.token(sample.access, typ: sample.typ).split(separator: ".")
        for number in 0..<10_000 {
            let header = Base64URL.encode(Array(#"{"alg":"ES256","kid":"invented-\#(number)"}"#.utf8))
            let bad = BearerToken("\(header).\(parts[1]).\(parts[2])")!.read()
            let outcome = await fault { try await issuers.verify(bad, at: now) }
            #expect(outcome?.detail == "Unknown signing key")
            if number % 1_000 == 0 { #expect(try await issuers.verify(good, at: now) != nil) }
        }
        #expect(network.fetches == 2)
        fixture.clock.advance(by: .seconds(29))
        _ = await fault {
            try await issuers.verify(BearerToken("\(parts[0]).\(parts[1]).AAAA")!.read(), at: fixture.clock.now())
        }
        #expect(network.fetches == 2)
        fixture.clock.advance(by: .seconds(1))
        _ = await fault {
            try await issuers.verify(BearerToken("\(parts[0]).\(parts[1]).AAAA")!.read(), at: fixture.clock.now())
        }
        #expect(network.fetches == 3)
    }

    @Test("Concurrent bad tokens share one fetch")
    func concurrentBadTokensShareOneFetch() async throws {
        let gate = Gate()
        let network = ScriptedKeys([TestIssuer.ec]) { fetch in if fetch == 2 { await gate.pass() } }
        let cache = JWKSKeyCache(network)
        let seen = try await cache.keys(at: clock.now())
        network.publish([TestIssuer.ec, TestIssuer.next])
        await withTaskGroup { group in
            for _ in 0..<100 { group.addTask { await cache.keys(newerThan: seen, at: clock.now()) } }
            await gate.arrival()
            // While the issuer is slow, tokens with known keys are accepted.
            #expect((try? await cache.keys(at: clock.now()))?.version == 1)
            await gate.open()
            for await keys in group { #expect(ids(keys) == ["ec-1", "ec-2"]) }
        }
        #expect(network.fetches == 2)
    }

    @Test("A new key is used at once; a withdrawn key ends with the renewal")
    func aNewKeyIsUsedAtOnceAndAWithdrawnOneEndsWithTheRenewal() async throws {
        let (fixture, network, issuers) = Self.issuer()
        func verify(_ key: SigningKey) async -> String? {
            await fault {
                try await issuers.verify(
                    BearerToken(TestIssuer.token(sample.access, typ: sample.typ, key: key))!.read(),
                    at: fixture.clock.now()
                )
            }?
            .detail
        }
        #expect(await verify(TestIssuer.ec) == nil)
        fixture.clock.advance(by: .seconds(5))
        network.publish([TestIssuer.next])
        #expect(await verify(TestIssuer.next) == nil)
        #expect(await verify(TestIssuer.ec) == "Unknown signing key")
        #expect(network.fetches == 2)
    }

    @Test("A key replaced under its old id is found")
    func aKeyReplacedUnderItsOldIDIsFound() async throws {
        let (fixture, network, issuers) = Self.issuer()
        let replaced = BearerToken(TestIssuer.token(sample.access, typ: sample.typ, key: TestIssuer.foreign))!.read()
        #expect(
            await fault { try await issuers.verify(replaced, at: fixture.clock.now()) }?.detail == "Unknown signing key"
        )
        network.publish([TestIssuer.foreign])
        fixture.clock.advance(by: .seconds(30))
        #expect(try await issuers.verify(replaced, at: fixture.clock.now()) != nil)
    }

    /// After half of the lifetime, all of it, and just before the old keys expire.
    @Test("No request waits for a renewal, however long it takes", arguments: [300, 600, 4_199] as [Int64])
    func nobodyWaitsForARenewal(age: Int64) async throws {
        let gate = Gate()
        let network = ScriptedKeys([TestIssuer.ec]) { fetch in if fetch == 2 { await gate.pass() } }
        let cache = JWKSKeyCache(network)
        _ = try await cache.keys(at: clock.now())
        clock.advance(by: .seconds(age))
        network.publish([TestIssuer.next])
        for _ in 0..<50 { #expect(try await cache.keys(at: clock.now()).version == 1) }
        await gate.arrival()
        #expect(try await cache.keys(at: clock.now()).version == 1)
        await gate.open()
        while try await cache.keys(at: clock.now()).version == 1 { await Task.yield() }
        #expect(ids(try await cache.keys(at: clock.now())) == ["ec-2"])
        #expect(network.fetches == 2)
    }

    @Test("When the keys have expired, requests wait for the renewal in progress")
    func whenTheKeysHaveExpiredRequestsWaitForTheRenewal() async throws {
        let gate = Gate()
        let network = ScriptedKeys([TestIssuer.ec]) { fetch in if fetch == 2 { await gate.pass() } }
        let cache = JWKSKeyCache(network)
        _ = try await cache.keys(at: clock.now())
        clock.advance(by: .seconds(4_190))
        #expect(try await cache.keys(at: clock.now()).version == 1)
        await gate.arrival()
        clock.advance(by: .seconds(20))
        async let late = cache.keys(at: clock.now())
        await gate.open()
        #expect(try await late.version == 2)
        #expect(network.fetches == 2)
    }

    @Test(
        "A background task renews the keys after half of their lifetime",
        arguments: [(nil, 600), (.seconds(0), 60), (.seconds(900), 900), (.seconds(86_400), 3_600)]
            as [(Duration?, Int64)]
    )
    func aBackgroundTaskRenewsAfterHalfTheLifetime(maxAge: Duration?, lifetime: Int64) async throws {
        let network = ScriptedKeys([TestIssuer.ec], maxAge: maxAge)
        let cache = JWKSKeyCache(network)
        try await cache.renew(at: clock.now())
        network.publish([TestIssuer.next])
        clock.advance(by: .seconds(lifetime / 2 - 1))
        try await cache.renewIfDue(at: clock.now())
        #expect(network.fetches == 1)
        clock.advance(by: .seconds(1))
        try await cache.renewIfDue(at: clock.now())
        #expect(ids(try await cache.keys(at: clock.now())) == ["ec-2"])
        #expect(network.fetches == 2)
    }

    @Test("A failing issuer is asked rarely, and its keys stay valid until the limit")
    func aFailingIssuerIsAskedRarelyAndItsKeysStayValidUntilTheLimit() async throws {
        let network = ScriptedKeys([TestIssuer.ec])
        let cache = JWKSKeyCache(network)
        _ = try await cache.keys(at: clock.now())
        network.publish(body: nil)
        clock.advance(by: .seconds(600))
        for fetches in [2, 3] {
            await #expect(throws: ScriptedKeys.Unreachable.self) { try await cache.renewIfDue(at: clock.now()) }
            for _ in 0..<50 {
                #expect(try await cache.keys(at: clock.now()).version == 1)
                try await cache.renewIfDue(at: clock.now())
            }
            #expect(network.fetches == fetches)
            clock.advance(by: .seconds(30))
        }
        clock.advance(by: .seconds(3_540))
        let refusal = await fault { try await cache.keys(at: clock.now()) }
        #expect(refusal?.code == .unavailable)
        #expect(refusal?.hints.retryAfter == 30)
        network.publish([TestIssuer.next])
        clock.advance(by: .seconds(30))
        #expect(ids(try await cache.keys(at: clock.now())) == ["ec-2"])
    }

    /// The background task reports it in the log, whether the task or a request saw it first.
    @Test("A failure seen by a request is reported once", arguments: [false, true])
    func aFailureSeenByARequestIsReportedOnce(looksAgain: Bool) async throws {
        let network = ScriptedKeys([TestIssuer.ec])
        let cache = JWKSKeyCache(network)
        let seen = try await cache.keys(at: clock.now())
        network.publish(body: nil)
        if looksAgain {
            #expect(await cache.keys(newerThan: seen, at: clock.now()) == nil)
        } else {
            clock.advance(by: .seconds(4_200))
            #expect(await fault { try await cache.keys(at: clock.now()) }?.code == .unavailable)
        }
        #expect(network.fetches == 2)
        await #expect(throws: ScriptedKeys.Unreachable.self) { try await cache.renewIfDue(at: clock.now()) }
        try await cache.renewIfDue(at: clock.now())
        #expect(network.fetches == 2)
    }

    /// Older notes lie in the future then. Withdrawn keys would stay valid, and a failure would prevent fetches for
    /// hours.
    @Test("A clock that is set back delays nothing")
    func aClockThatIsSetBackDelaysNothing() async throws {
        let network = ScriptedKeys([TestIssuer.ec])
        let cache = JWKSKeyCache(network)
        let seen = try await cache.keys(at: clock.now())
        #expect(await cache.keys(newerThan: seen, at: clock.now())?.version == 2)
        clock.advance(by: .seconds(-3_000))
        network.publish([TestIssuer.next])
        try await cache.renewIfDue(at: clock.now())
        let renewed = try await cache.keys(at: clock.now())
        #expect(ids(renewed) == ["ec-2"])
        #expect(await cache.keys(newerThan: renewed, at: clock.now())?.version == 4)

        network.publish(body: nil)
        clock.advance(by: .seconds(10_000))
        #expect(await fault { try await cache.keys(at: clock.now()) }?.code == .unavailable)
        network.publish([TestIssuer.ec])
        clock.advance(by: .seconds(-40_000))
        #expect(ids(try await cache.keys(at: clock.now())) == ["ec-1"])
    }

    @Test("An issuer that fails at the start is used later")
    func anIssuerThatFailsAtTheStartIsUsedLater() async throws {
        let network = ScriptedKeys([TestIssuer.ec])
        network.publish(body: nil)
        let cache = JWKSKeyCache(network)
        for _ in 0..<50 { #expect(await fault { try await cache.keys(at: clock.now()) }?.code == .unavailable) }
        #expect(network.fetches == 1)
        network.publish([TestIssuer.ec])
        clock.advance(by: .seconds(30))
        #expect(ids(try await cache.keys(at: clock.now())) == ["ec-1"])
    }

    @Test("Newer keys from another fetch are returned without a fetch")
    func newerKeysFromAnotherFetchNeedNoFetch() async throws {
        let network = ScriptedKeys([TestIssuer.ec])
        let cache = JWKSKeyCache(network)
        let seen = try await cache.keys(at: clock.now())
        network.publish([TestIssuer.next])
        #expect(ids(await cache.keys(newerThan: seen, at: clock.now())) == ["ec-2"])
        #expect(ids(await cache.keys(newerThan: seen, at: clock.now())) == ["ec-2"])
        #expect(network.fetches == 2)
    }
}

import Base
import Identity
import JOSE
import Synchronization
import TestSupport
import Testing

/// Keys are renewed in time, never because somebody asks often, and never at the expense of tokens whose keys are known.
@Suite("Attacks on the keys of a trusted issuer") struct JWKSKeyCacheTests {
    let clock = ManualClock()

    func ids(_ keys: IssuerKeys?) -> [String] { keys?.set.keys.compactMap(\.id) ?? [] }

    @Test func aHundredFirstRequestsMakeOneFetch() async throws {
        let gate = Gate()
        let network = ScriptedKeys([Forge.ec]) { _ in await gate.pass() }
        let cache = JWKSKeyCache(network)
        try await withThrowingTaskGroup { group in
            for _ in 0..<100 { group.addTask { try await cache.keys(at: clock.now()).version } }
            await gate.arrival()
            await gate.open()
            for try await version in group { #expect(version == 1) }
        }
        #expect(network.fetches == 1)
    }

    @Test func tenThousandTokensWithInventedKeysMakeTwoFetchesAndTheGoodOneIsServed() async throws {
        let house = House()
        let network = ScriptedKeys([Forge.ec])
        let sample = ProviderSample.generic
        let issuers = TrustedIssuers([house.verifier(sample.trust, keys: JWKSKeyCache(network))])
        let good = BearerToken(Forge.token(sample.access, typ: sample.typ))!.read()
        let now = house.clock.now()
        let parts = Forge.token(sample.access, typ: sample.typ).split(separator: ".")
        for number in 0..<10_000 {
            let header = Base64URL.encode(Array(#"{"alg":"ES256","kid":"invented-\#(number)"}"#.utf8))
            let bad = BearerToken("\(header).\(parts[1]).\(parts[2])")!.read()
            let outcome = await fault { try await issuers.verify(bad, at: now) }
            #expect(outcome?.detail == "Unknown signing key")
            if number % 1_000 == 0 { #expect(try await issuers.verify(good, at: now) != nil) }
        }
        #expect(network.fetches == 2)
        house.clock.advance(by: .seconds(29))
        _ = await fault { try await issuers.verify(BearerToken("\(parts[0]).\(parts[1]).AAAA")!.read(), at: house.clock.now()) }
        #expect(network.fetches == 2)
        house.clock.advance(by: .seconds(1))
        _ = await fault { try await issuers.verify(BearerToken("\(parts[0]).\(parts[1]).AAAA")!.read(), at: house.clock.now()) }
        #expect(network.fetches == 3)
    }

    @Test func concurrentBadTokensShareOneFetch() async throws {
        let gate = Gate()
        let network = ScriptedKeys([Forge.ec]) { fetch in if fetch == 2 { await gate.pass() } }
        let cache = JWKSKeyCache(network)
        let seen = try await cache.keys(at: clock.now())
        network.publish([Forge.ec, Forge.next])
        await withTaskGroup { group in
            for _ in 0..<100 { group.addTask { await cache.keys(newerThan: seen, at: clock.now()) } }
            await gate.arrival()
            // While the issuer is slow to answer for them, tokens with known keys are served.
            #expect((try? await cache.keys(at: clock.now()))?.version == 1)
            await gate.open()
            for await keys in group { #expect(ids(keys) == ["ec-1", "ec-2"]) }
        }
        #expect(network.fetches == 2)
    }

    @Test func aNewKeyIsServedAtOnceAndAWithdrawnOneEndsWithTheRefresh() async throws {
        let house = House()
        let network = ScriptedKeys([Forge.ec])
        let sample = ProviderSample.generic
        let issuers = TrustedIssuers([house.verifier(sample.trust, keys: JWKSKeyCache(network))])
        func verify(_ key: SigningKey) async -> String? {
            await fault {
                try await issuers.verify(BearerToken(Forge.token(sample.access, typ: sample.typ, key: key))!.read(), at: house.clock.now())
            }?
            .detail
        }
        #expect(await verify(Forge.ec) == nil)
        house.clock.advance(by: .seconds(5))
        network.publish([Forge.next])
        #expect(await verify(Forge.next) == nil)
        #expect(await verify(Forge.ec) == "Unknown signing key")
        #expect(network.fetches == 2)
    }

    @Test func aKeyReplacedUnderItsOldIDIsFound() async throws {
        let house = House()
        let network = ScriptedKeys([Forge.ec])
        let sample = ProviderSample.generic
        let issuers = TrustedIssuers([house.verifier(sample.trust, keys: JWKSKeyCache(network))])
        let replaced = BearerToken(Forge.token(sample.access, typ: sample.typ, key: Forge.foreign))!.read()
        #expect(await fault { try await issuers.verify(replaced, at: house.clock.now()) }?.detail == "Unknown signing key")
        network.publish([Forge.foreign])
        house.clock.advance(by: .seconds(30))
        #expect(try await issuers.verify(replaced, at: house.clock.now()) != nil)
    }

    @Test func halfWayThroughItRenewsWithoutLettingAnybodyWait() async throws {
        let gate = Gate()
        let network = ScriptedKeys([Forge.ec]) { fetch in if fetch == 2 { await gate.pass() } }
        let cache = JWKSKeyCache(network)
        _ = try await cache.keys(at: clock.now())
        clock.advance(by: .seconds(299))
        #expect(try await cache.keys(at: clock.now()).version == 1)
        #expect(network.fetches == 1)
        network.publish([Forge.next])
        clock.advance(by: .seconds(1))
        #expect(try await cache.keys(at: clock.now()).version == 1)
        await gate.arrival()
        #expect(try await cache.keys(at: clock.now()).version == 1)
        await gate.open()
        while try await cache.keys(at: clock.now()).version == 1 { await Task.yield() }
        #expect(ids(try await cache.keys(at: clock.now())) == ["ec-2"])
        #expect(network.fetches == 2)
    }

    @Test(arguments: [(nil, 600), (.seconds(1), 60), (.seconds(900), 900), (.seconds(86_400), 3_600)] as [(Duration?, Int)])
    func whenTheLifetimeIsOverItFetchesBeforeItServes(maxAge: Duration?, lifetime: Int) async throws {
        let network = ScriptedKeys([Forge.ec], maxAge: maxAge)
        let cache = JWKSKeyCache(network)
        _ = try await cache.keys(at: clock.now())
        network.publish([Forge.next])
        clock.advance(by: .seconds(lifetime))
        #expect(ids(try await cache.keys(at: clock.now())) == ["ec-2"])
    }

    @Test func anIssuerThatIsDownIsAskedRarelyAndItsKeysServeUntilTheirBound() async throws {
        let network = ScriptedKeys([Forge.ec])
        let cache = JWKSKeyCache(network)
        _ = try await cache.keys(at: clock.now())
        network.publish(body: nil)
        clock.advance(by: .seconds(600))
        for _ in 0..<50 { #expect(try await cache.keys(at: clock.now()).version == 1) }
        #expect(network.fetches == 2)
        clock.advance(by: .seconds(30))
        #expect(try await cache.keys(at: clock.now()).version == 1)
        while network.fetches < 3 { await Task.yield() }
        clock.advance(by: .seconds(3_600))
        let refusal = await fault { try await cache.keys(at: clock.now()) }
        #expect(refusal?.code == .unavailable)
        #expect(refusal?.hints.retryAfter == 30)
        network.publish([Forge.next])
        clock.advance(by: .seconds(30))
        #expect(ids(try await cache.keys(at: clock.now())) == ["ec-2"])
    }

    @Test func nobodyWaitsForAnIssuerThatIsKnownToHang() async throws {
        let gate = Gate()
        let network = ScriptedKeys([Forge.ec]) { fetch in if fetch == 3 { await gate.pass() } }
        let cache = JWKSKeyCache(network)
        _ = try await cache.keys(at: clock.now())
        network.publish(body: nil)
        clock.advance(by: .seconds(600))
        #expect(try await cache.keys(at: clock.now()).version == 1)
        #expect(network.fetches == 2)
        clock.advance(by: .seconds(30))
        network.publish([Forge.next])
        #expect(try await cache.keys(at: clock.now()).version == 1)
        await gate.arrival()
        #expect(try await cache.keys(at: clock.now()).version == 1)
        await gate.open()
        while try await cache.keys(at: clock.now()).version == 1 { await Task.yield() }
        #expect(ids(try await cache.keys(at: clock.now())) == ["ec-2"])
    }

    @Test func anIssuerThatIsDownAtTheStartIsFoundLater() async throws {
        let network = ScriptedKeys([Forge.ec])
        network.publish(body: nil)
        let cache = JWKSKeyCache(network)
        for _ in 0..<50 { #expect(await fault { try await cache.keys(at: clock.now()) }?.code == .unavailable) }
        #expect(network.fetches == 1)
        network.publish([Forge.ec])
        clock.advance(by: .seconds(30))
        #expect(ids(try await cache.keys(at: clock.now())) == ["ec-1"])
    }

    @Test(arguments: ["", "<html>", "[]", #"{"keys":5}"#, #"{"keys":[],"keys":[]}"#, #"{"keys":[]} x"#])
    func whatIsNoKeySetIsAFailureAndDoesNotReplaceTheKeys(body: String) async throws {
        let network = ScriptedKeys([Forge.ec])
        let cache = JWKSKeyCache(network)
        let seen = try await cache.keys(at: clock.now())
        network.publish(body: Array(body.utf8))
        #expect(await cache.keys(newerThan: seen, at: clock.now()) == nil)
        #expect(ids(try await cache.keys(at: clock.now())) == ["ec-1"])
    }

    @Test func keysTooManyOrTooLargeAreAFailure() async throws {
        let network = ScriptedKeys([Forge.ec])
        let cache = JWKSKeyCache(network)
        let seen = try await cache.keys(at: clock.now())
        network.publish(body: Array(#"{"keys":[\#(String(repeating: "{},", count: 10_000)){}]}"#.utf8))
        #expect(await cache.keys(newerThan: seen, at: clock.now()) == nil)
        clock.advance(by: .seconds(30))
        network.publish(body: [UInt8](repeating: 0x20, count: 10_000_000))
        #expect(await cache.keys(newerThan: seen, at: clock.now()) == nil)
    }

    @Test func newerKeysThatOthersFetchedAreGivenWithoutAFetch() async throws {
        let network = ScriptedKeys([Forge.ec])
        let cache = JWKSKeyCache(network)
        let seen = try await cache.keys(at: clock.now())
        network.publish([Forge.next])
        #expect(ids(await cache.keys(newerThan: seen, at: clock.now())) == ["ec-2"])
        #expect(ids(await cache.keys(newerThan: seen, at: clock.now())) == ["ec-2"])
        #expect(network.fetches == 2)
    }
}

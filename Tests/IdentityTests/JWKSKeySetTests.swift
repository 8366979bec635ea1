import Base
import Identity
import JOSE
import Synchronization
import TestSupport
import Testing

@Suite("Attacks by the key set of a trusted issuer") struct JWKSKeySetTests {
    let clock = ManualClock()

    @Test(
        "A set without keys is a failure and does not replace the keys at once",
        arguments: [
            "", "<html>", "[]", #"{"keys":5}"#, #"{"keys":[],"keys":[]}"#, #"{"keys":[]} x"#, #"{"keys":[]}"#,
            #"{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}"#, #"{"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}]}"#,
        ]
    )
    func aSetWithoutKeysIsAFailureAndKeepsTheOldKeys(body: String) async throws {
        let network = ScriptedKeys([TestIssuer.ec])
        let cache = JWKSKeyCache(network)
        let seen = try await cache.keys(at: clock.now())
        network.publish(body: Array(body.utf8))
        #expect(await cache.keys(newerThan: seen, at: clock.now()) == nil)
        #expect(ids(try await cache.keys(at: clock.now())) == ["ec-1"])
    }

    /// A valid set without any of the keys: the first may be a mistake, the second counts as withdrawal.
    @Test(
        "The last key is withdrawn by the second set without one",
        arguments: [#"{"keys":[]}"#, #"{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}"#],
        [false, true]
    )
    func theLastKeyIsWithdrawnByTheSecondSetWithoutOne(body: String, recoversBetween: Bool) async throws {
        let network = ScriptedKeys([TestIssuer.ec])
        let cache = JWKSKeyCache(network)
        _ = try await cache.keys(at: clock.now())
        clock.advance(by: .seconds(600))
        network.publish(body: Array(body.utf8))
        await #expect(throws: NoUsableKey.self) { try await cache.renewIfDue(at: clock.now()) }
        await #expect(throws: NoUsableKey.self) { try await cache.renew(at: clock.now()) }
        #expect(ids(try await cache.keys(at: clock.now())) == ["ec-1"])
        clock.advance(by: .seconds(30))
        if recoversBetween {
            network.publish([TestIssuer.ec])
            try await cache.renewIfDue(at: clock.now())
            network.publish(body: Array(body.utf8))
            clock.advance(by: .seconds(600))
        }
        await #expect(throws: NoUsableKey.self) { try await cache.renewIfDue(at: clock.now()) }
        #expect(await fault { try await cache.keys(at: clock.now()) }?.code == (recoversBetween ? nil : .unavailable))
        network.publish([TestIssuer.next])
        clock.advance(by: .seconds(30))
        try await cache.renewIfDue(at: clock.now())
        #expect(ids(try await cache.keys(at: clock.now())) == ["ec-2"])
    }

    @Test("A set whose keys are only for other algorithms counts as empty")
    func keysForOtherAlgorithmsDoNotCount() async throws {
        let cache = JWKSKeyCache(ScriptedKeys([TestIssuer.ec]), algorithms: [.rs256, .es384])
        let cause = await fault { try await cache.keys(at: clock.now()) }?.cause.map { "\($0)" } ?? ""
        #expect(cause.contains("“ec-1”: it is for ES256, and ES384, RS256 are accepted"))
        #expect(
            ids(try await JWKSKeyCache(ScriptedKeys([TestIssuer.ec]), algorithms: [.es256]).keys(at: clock.now())) == [
                "ec-1"
            ]
        )
    }

    /// Entra's keys have no `alg`.
    @Test(
        "An RSA key without alg is used with an accepted algorithm",
        arguments: [([.rs256, .ps256], .rs256), ([.ps256, .es256], .ps256), ([.rs512], .rs512)]
            as [(Set<Algorithm>, Algorithm)]
    )
    func anRSAKeyWithoutAlgorithmIsUsedWithAnAcceptedOne(accepted: Set<Algorithm>, algorithm: Algorithm) async throws {
        var members = try #require(TestIssuer.rsa.publicJWK.json.object)
        members["alg"] = nil
        let network = ScriptedKeys([])
        network.publish(body: try StrictJSON.encode(.object(["keys": .array([.object(members)])])))
        #expect(
            try await JWKSKeyCache(network, algorithms: accepted).keys(at: clock.now()).set.keys.map(\.algorithm) == [
                algorithm
            ]
        )
    }

    @Test("A set with too many or too large keys is a failure")
    func tooManyOrTooLargeKeysAreAFailure() async throws {
        let network = ScriptedKeys([TestIssuer.ec])
        let cache = JWKSKeyCache(network)
        let seen = try await cache.keys(at: clock.now())
        network.publish(body: Array(#"{"keys":[\#(String(repeating: "{},", count: 10_000)){}]}"#.utf8))
        #expect(await cache.keys(newerThan: seen, at: clock.now()) == nil)
        clock.advance(by: .seconds(30))
        network.publish(body: [UInt8](repeating: 0x20, count: 10_000_000))
        #expect(await cache.keys(newerThan: seen, at: clock.now()) == nil)
    }
}

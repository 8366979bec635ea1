import Base
import Identity
import JOSE
import TestSupport
import Testing

/// The explanations for a token whose key cannot be used.
extension TokenExplanationTests {
    @Test("Shared secrets, unknown keys and missing keys are diagnosed")
    func sharedSecretsUnknownKeysAndMissingKeysAreDiagnosed() async {
        let sample = ProviderSample.authentik
        func words(_ token: String, _ check: TokenCheck, _ keys: Result<JWKSet, any Error>) async -> String {
            let explanation = await TokenExplanation(of: token, issuers: [.init(sample.trust, keys: keys)], at: now)
            if case .failed(let finding, let remedy) = outcome(explanation, check) { return finding + remedy }
            return ""
        }
        let none = Result { try JWKSet(usable: Array(#"{"keys":[]}"#.utf8), for: [.es256]) }
        #expect(await words(IssuerVerifierTests.hmac(sample), .header, .success(keys)).contains("Signing Key"))
        #expect(
            await words(TestIssuer.token(sample.access, key: TestIssuer.next), .key, .success(keys)).contains("ec-1")
        )
        for token in [TestIssuer.token(sample.access), IssuerVerifierTests.hmac(sample)] {
            #expect(await words(token, .key, none).contains("key set is empty"))
        }
        let unreached = await TokenExplanation(
            of: TestIssuer.token(sample.access),
            issuers: [.init(sample.trust, keys: .failure(ScriptedKeys.Unreachable()))],
            at: now
        )
        #expect(outcome(unreached, .signature) == .notReached)
        #expect(outcome(unreached, .header) == .passed)
        #expect(
            unreached.judgements[0].refusal?.words == "unavailable: The issuer's keys cannot be fetched at the moment."
        )
    }

    /// RFC 8725 §3.1: a key is for one algorithm, and the token does not choose it.
    @Test("A key without alg is explained")
    func aKeyWithoutAlgorithmIsExplained() async throws {
        var trust = ProviderSample.generic.trust
        trust.algorithms = [.rs256, .rs512]
        let key = try SigningKey.generate(.rs512, id: "r")
        let token = TestIssuer.token(ProviderSample.generic.access, typ: "at+jwt", key: key)
        for (names, word) in [
            (false, "leave RS512 there as the only one for RSA"), (true, "the issuer publishes “r” (RS256)."),
        ] {
            let published = JWK(material: key.publicJWK.material, id: "r", algorithm: names ? .rs256 : nil)
            var members = published.json.object ?? [:]
            if !names { members["alg"] = nil }
            let set = try JWKSet(
                usable: StrictJSON.encode(.object(["keys": [.object(members)]])),
                for: trust.algorithms
            )
            let explanation = await TokenExplanation(of: token, issuers: [.init(trust, keys: .success(set))], at: now)
            guard case .failed(_, let remedy) = outcome(explanation, .key) else {
                Issue.record("not failed")
                continue
            }
            #expect(remedy.hasSuffix(word + (names ? "" : ".")), "\(remedy)")
        }
    }
}

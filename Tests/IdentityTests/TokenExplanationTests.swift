import Base
import Identity
import JOSE
import TestSupport
import Testing

/// `token explain`: every check of every issuer, with what to change.
@Suite struct TokenExplanationTests {
    let now = ManualClock().now()
    let keys = JWKSet(keys: [Forge.ec.verificationKey])

    func outcome(_ explanation: TokenExplanation, _ check: TokenCheck, of issuer: Int = 0) -> TokenExplanation.Outcome? {
        explanation.judgements[issuer].outcomes.first { $0.check == check }?.outcome
    }

    @Test func aGoodTokenPassesEveryCheck() {
        let sample = ProviderSample.keycloak
        let explanation = TokenExplanation(of: Forge.token(sample.access), issuers: [(sample.trust, keys)], at: now)
        #expect(explanation.judgements[0].outcomes.map(\.check) == TokenCheck.allCases)
        #expect(explanation.judgements[0].outcomes.allSatisfy { $0.outcome == .passed })
        #expect(explanation.judgements[0].sentence == nil)
        #expect(explanation.claims?["azp"] == "claude")
        #expect(explanation.header?["kid"] == "ec-1")
    }

    @Test func theIssuerNamedComesFirstAndEveryOtherSaysWhyNot() {
        let (first, second) = (ProviderSample.generic, ProviderSample.keycloak)
        let explanation = TokenExplanation(
            of: Forge.token(second.access), issuers: [(first.trust, keys), (second.trust, keys)], at: now)
        #expect(explanation.judgements.map(\.issuer.name) == ["keycloak", "generic"])
        #expect(explanation.judgements[0].sentence == nil)
        #expect(explanation.judgements[1].sentence == "Invalid token claims")
    }

    @Test func aDifferenceInTheTrailingSlashIsNamed() {
        let sample = ProviderSample.generic
        var trust = sample.trust
        trust.issuer = String(trust.issuer.dropLast())
        let explanation = TokenExplanation(of: Forge.token(sample.access, typ: "at+jwt"), issuers: [(trust, keys)], at: now)
        guard case .failed(let finding, let remedy) = outcome(explanation, .issuer) else {
            Issue.record("not failed")
            return
        }
        #expect(finding.contains(sample.issuer))
        #expect(remedy.contains("trailing slash"))
    }

    @Test func aKeycloakTokenWithoutAMapperIsToldOfIt() {
        let sample = ProviderSample.keycloak
        let token = Forge.token(sample.access.merging(["aud": "account"]) { _, new in new })
        let explanation = TokenExplanation(of: token, issuers: [(sample.trust, keys)], at: now)
        guard case .failed(let finding, let remedy) = outcome(explanation, .audience) else {
            Issue.record("not failed")
            return
        }
        #expect(finding.contains("“account”"))
        #expect(remedy.contains("auth.issuer.keycloak.audiences") && remedy.contains("audience mapper"))
    }

    @Test func severalFaultsAreAllShown() {
        let sample = ProviderSample.generic
        let token = Forge.token(
            sample.access.merging(["exp": 1, "aud": "x", "iss": "y"]) { _, new in new }, typ: "at+jwt", key: Forge.foreign)
        let explanation = TokenExplanation(of: token, issuers: [(sample.trust, keys)], at: now)
        let failed = explanation.judgements[0].outcomes.compactMap { check, outcome -> TokenCheck? in
            if case .failed = outcome { check } else { nil }
        }
        #expect(failed == [.signature, .expiry, .audience, .issuer])
    }

    @Test func aSharedSecretUnknownKeysAndMissingKeysAreDiagnosed() {
        let sample = ProviderSample.authentik
        func remedy(_ token: String, _ keys: JWKSet?, _ check: TokenCheck) -> String {
            let explanation = TokenExplanation(of: token, issuers: [(sample.trust, keys)], at: now)
            if case .failed(_, let remedy) = outcome(explanation, check) { return remedy }
            return ""
        }
        #expect(remedy(IssuerVerifierTests.hmac(sample), keys, .header).contains("Signing Key"))
        #expect(remedy(Forge.token(sample.access, key: Forge.next), keys, .key).contains("ec-1"))
        #expect(remedy(Forge.token(sample.access), .empty, .key).contains("publishes no key"))
        #expect(remedy(Forge.token(sample.access), nil, .key).contains("could not be fetched"))
        let unreached = TokenExplanation(of: Forge.token(sample.access), issuers: [(sample.trust, nil)], at: now)
        #expect(outcome(unreached, .signature) == .notReached)
        #expect(outcome(unreached, .header) == .passed)
        #expect(unreached.judgements[0].sentence == "The issuer's keys cannot be fetched at the moment.")
    }

    @Test(arguments: [
        ("amt_abc", "API token"), ("opaque", "opaque"), ("a.b.c.d.e", "encrypted"), ("a.b", "cannot"), ("", "opaque"),
    ])
    func whatIsNoJWTIsNamed(text: String, word: String) {
        let explanation = TokenExplanation(of: text, issuers: [], at: now)
        if word == "cannot" {
            #expect(explanation.remark?.hasPrefix("It is not a token this server can read") == true)
        } else {
            #expect(explanation.remark?.contains(word) == true)
        }
        #expect(explanation.judgements.isEmpty)
    }

    @Test func aTokenForMicrosoftGraphIsNamed() {
        let token = Forge.token(ProviderSample.entra.access, header: ["nonce": "x"])
        let explanation = TokenExplanation(of: token, issuers: [(ProviderSample.entra.trust, keys)], at: now)
        #expect(explanation.remark?.contains("Microsoft Graph") == true)
    }
}

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
        let explanation = TokenExplanation(of: Forge.token(sample.access), issuers: [.init(sample.trust, keys: .success(keys))], at: now)
        #expect(explanation.judgements[0].outcomes.map(\.check) == TokenCheck.allCases)
        #expect(explanation.judgements[0].outcomes.allSatisfy { $0.outcome == .passed })
        #expect(explanation.judgements[0].refusal == nil)
        #expect(explanation.claims?["azp"] == "claude")
        #expect(explanation.header?["kid"] == "ec-1")
    }

    @Test func theIssuerNamedComesFirstAndEveryOtherSaysWhyNot() {
        let (first, second) = (ProviderSample.generic, ProviderSample.keycloak)
        let explanation = TokenExplanation(
            of: Forge.token(second.access), issuers: [.init(first.trust, keys: .success(keys)), .init(second.trust, keys: .success(keys))],
            at: now)
        #expect(explanation.judgements.map(\.issuer.name) == ["keycloak", "generic"])
        #expect(explanation.judgements[0].refusal == nil)
        #expect(explanation.judgements[1].refusal?.detail == "Invalid token claims")
    }

    @Test func aDifferenceInTheTrailingSlashIsNamed() {
        let sample = ProviderSample.generic
        var trust = sample.trust
        trust.issuer = String(trust.issuer.dropLast())
        let explanation = TokenExplanation(
            of: Forge.token(sample.access, typ: "at+jwt"), issuers: [.init(trust, keys: .success(keys))], at: now)
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
        let explanation = TokenExplanation(of: token, issuers: [.init(sample.trust, keys: .success(keys))], at: now)
        guard case .failed(let finding, let remedy) = outcome(explanation, .audience) else {
            Issue.record("not failed")
            return
        }
        #expect(finding.contains("“account”"))
        #expect(remedy.contains("auth.issuer.keycloak.audiences") && remedy.contains("audience mapper"))
    }

    @Test func aTokenOfEntraWithoutTheScopeProfileIsToldOfIt() {
        let token = IssuerVerifierTests.with(.entra, "oid", nil)
        let explanation = TokenExplanation(of: token, issuers: [.init(ProviderSample.entra.trust, keys: .success(keys))], at: now)
        guard case .failed(let finding, let remedy) = outcome(explanation, .claims) else {
            Issue.record("not failed")
            return
        }
        #expect(finding.contains("oid") && remedy.contains("scope profile"))
    }

    @Test func severalFaultsAreAllShown() {
        let sample = ProviderSample.generic
        let token = Forge.token(
            sample.access.merging(["exp": 1, "aud": "x", "iss": "y"]) { _, new in new }, typ: "at+jwt", key: Forge.foreign)
        let explanation = TokenExplanation(of: token, issuers: [.init(sample.trust, keys: .success(keys))], at: now)
        let failed = explanation.judgements[0].outcomes.compactMap { check, outcome -> TokenCheck? in
            if case .failed = outcome { check } else { nil }
        }
        #expect(failed == [.signature, .expiry, .audience, .issuer])
    }

    @Test func aSharedSecretUnknownKeysAndMissingKeysAreDiagnosed() {
        let sample = ProviderSample.authentik
        func words(_ token: String, _ check: TokenCheck, _ keys: Result<JWKSet, any Error>) -> String {
            let explanation = TokenExplanation(of: token, issuers: [.init(sample.trust, keys: keys)], at: now)
            if case .failed(let finding, let remedy) = outcome(explanation, check) { return finding + remedy }
            return ""
        }
        let none = Result { try JWKSet(usable: Array(#"{"keys":[]}"#.utf8), for: [.es256]) }
        #expect(words(IssuerVerifierTests.hmac(sample), .header, .success(keys)).contains("Signing Key"))
        #expect(words(Forge.token(sample.access, key: Forge.next), .key, .success(keys)).contains("ec-1"))
        for token in [Forge.token(sample.access), IssuerVerifierTests.hmac(sample)] {
            #expect(words(token, .key, none).contains("key set is empty"))
        }
        let unreached = TokenExplanation(
            of: Forge.token(sample.access), issuers: [.init(sample.trust, keys: .failure(ScriptedKeys.Unreachable()))], at: now)
        #expect(outcome(unreached, .signature) == .notReached)
        #expect(outcome(unreached, .header) == .passed)
        #expect(unreached.judgements[0].refusal?.words == "unavailable: The issuer's keys cannot be fetched at the moment.")
    }

    // MARK: what a good token is refused for all the same

    /// The sentence is the server's own, with its status.
    @Test(
        arguments: [
            (
                TokenCheck.person, ["email": "a@example.com"],
                "access-denied: Your identity provider does not say that your email address is verified."
            ),
            (.person, ["sub": "s6BhdRkqt3"], "access-denied: The workspace this client is bound to does not exist."),
            (
                .rights, ["roles": ["reader"], "email": "a@example.com", "email_verified": true],
                "insufficient-scope: This needs the scope memory:read."
            ),
        ] as [(TokenCheck, [String: JSONValue], String)])
    func whatAGoodTokenIsRefusedForIsSaid(check: TokenCheck, changes: [String: JSONValue], words: String) async throws {
        var trust = FederatedPrincipalTests.base.trust
        trust.requiresVerifiedEmail = true
        trust.services = ["s6BhdRkqt3": "gone"]
        if check == .rights { trust.scopes.roles = ["editor": .write] }
        let token = FederatedPrincipalTests.token(changes)
        let issuer = TokenExplanation.Issuer(trust, keys: .success(keys), missingWorkspaces: ["gone"])
        let explanation = TokenExplanation(of: token, issuers: [issuer], at: now)
        #expect(explanation.judgements[0].refusal?.words == words)
        guard case .failed(_, let remedy) = outcome(explanation, check) else {
            Issue.record("\(check) did not fail")
            return
        }
        #expect(check == .person && !changes.keys.contains("sub") || remedy.contains("auth.issuer.generic."))
        let answer = await fault {
            let principal = try await House().judge(token, trust)
            return try principal.map { try AccessPolicy.access($0, to: .read) }
        }
        #expect(answer?.words == words)
    }

    /// Neither names a setting that would not help.
    @Test(
        arguments: [
            (ProviderSample.auth0, ["scope": "openid", "permissions": []], "memory:read or memory:write into its scope or permissions"),
            (.auth0, ["scope": "openid", "permissions": []], "which tokens that have permissions do not get"),
            (.keycloak, ["scope": "openid"], "(“editor”) into its realm_access.roles or groups"),
        ] as [(ProviderSample, [String: JSONValue], String)])
    func howATokenWithoutRightsComesByThemIsSaid(sample: ProviderSample, changes: [String: JSONValue], words: String) {
        var trust = sample.trust
        if sample.preset == .keycloak { trust.scopes.roles = ["editor": .write] }
        let token = IssuerVerifierTests.with(sample, changes)
        let explanation = TokenExplanation(of: token, issuers: [.init(trust, keys: .success(keys))], at: now)
        guard case .failed(_, let remedy) = outcome(explanation, .rights) else {
            Issue.record("not failed")
            return
        }
        #expect(remedy.contains(words))
    }

    @Test func whomAGoodTokenStandsForIsSaid() {
        let sample = ProviderSample.generic
        var trust = sample.trust
        func bearer() -> String {
            let issuer = TokenExplanation.Issuer(trust, keys: .success(keys), missingWorkspaces: ["gone"])
            let token = FederatedPrincipalTests.token(["sub": "s6BhdRkqt3", "scope": "memory:read"])
            return TokenExplanation(of: token, issuers: [issuer], at: now).judgements[0].bearer?.description ?? ""
        }
        #expect(bearer() == "the person “s6BhdRkqt3” (subject “s6BhdRkqt3”), with memory:read")
        trust.services = ["s6BhdRkqt3": "shop"]
        #expect(bearer() == "the service “s6BhdRkqt3” in the workspace “shop”, with memory:read")
    }

    @Test func aTokenOfThisServersOwnIsNoIssuersToJudge() {
        let sample = ProviderSample.generic
        let explanation = TokenExplanation(
            of: FederatedPrincipalTests.token(["iss": "https://memory.example"]),
            issuers: [.init(sample.trust, keys: .success(keys))], ownIssuer: "https://memory.example", at: now)
        #expect(explanation.judgements.isEmpty)
        #expect(explanation.remark?.contains("https://memory.example/oauth/introspect") == true)
        #expect(explanation.claims != nil)
    }

    @Test(arguments: ["Bearer TOKEN", "  bearer   TOKEN\n", "Authorization: Bearer TOKEN", "TOKEN"])
    func whatIsPastedAlongIsLeftOut(text: String) {
        let token = Forge.token(ProviderSample.keycloak.access)
        let wrapped = token.prefix(40) + "\n" + token.dropFirst(40)
        let explanation = TokenExplanation(
            of: text.replacing("TOKEN", with: wrapped), issuers: [.init(ProviderSample.keycloak.trust, keys: .success(keys))], at: now)
        #expect(explanation.judgements.first.map { $0.refusal == nil } == true)
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
        let explanation = TokenExplanation(of: token, issuers: [.init(ProviderSample.entra.trust, keys: .success(keys))], at: now)
        #expect(explanation.remark?.contains("Microsoft Graph") == true)
    }
}

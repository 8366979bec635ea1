import Base
import Identity
import JOSE
import TestSupport
import Testing

/// `token explain`: all checks of all issuers, with advice.
@Suite struct TokenExplanationTests {
    let now = ManualClock().now()
    let keys = JWKSet(keys: [TestIssuer.ec.verificationKey])

    func outcome(_ explanation: TokenExplanation, _ check: TokenCheck, of issuer: Int = 0) -> TokenExplanation.Outcome?
    {
        explanation.judgements[issuer].outcomes.first { $0.check == check }?.outcome
    }

    @Test("A valid token passes every check")
    func aValidTokenPassesEveryCheck() async {
        let sample = ProviderSample.keycloak
        let explanation = await TokenExplanation(
            of: TestIssuer.token(sample.access),
            issuers: [.init(sample.trust, keys: .success(keys))],
            at: now
        )
        #expect(explanation.judgements[0].outcomes.map(\.check) == TokenCheck.allCases)
        #expect(explanation.judgements[0].outcomes.allSatisfy { $0.outcome == .passed })
        #expect(explanation.judgements[0].refusal == nil)
        #expect(explanation.claims?["azp"] == "claude")
        #expect(explanation.header?["kid"] == "ec-1")
    }

    @Test("The named issuer comes first, and every other one says why it refuses")
    func theNamedIssuerComesFirstAndTheOthersSayWhyNot() async {
        let (first, second) = (ProviderSample.generic, ProviderSample.keycloak)
        let explanation = await TokenExplanation(
            of: TestIssuer.token(second.access),
            issuers: [.init(first.trust, keys: .success(keys)), .init(second.trust, keys: .success(keys))],
            at: now
        )
        #expect(explanation.judgements.map(\.issuer.name) == ["keycloak", "generic"])
        #expect(explanation.judgements.map(\.isAsked) == [true, false])
        #expect(explanation.judgements[0].refusal == nil && explanation.unasked == nil && explanation.isAccepted)
        #expect(explanation.judgements[1].refusal?.detail == "Invalid token claims")
    }

    /// The verdict is the server's own, whatever issuer the token names and however many are configured.
    @Test(
        "The explanation uses the server's choice of issuer",
        arguments: [
            (["iss": "https://nobody.example"], 2, "invalid-token: Invalid issuer", false),
            (["iss": nil], 2, "invalid-token: Invalid token claims", false),
            (["iss": 7], 2, "invalid-token: Invalid token claims", false),
            (["iss": "https://nobody.example"], 1, "invalid-token: Invalid issuer", true),
            ([:], 2, nil, true),
        ] as [([String: JSONValue?], Int, String?, Bool)]
    )
    func theServersChoiceOfIssuerIsUsed(changes: [String: JSONValue?], count: Int, words: String?, isAsked: Bool)
        async throws
    {
        let trusts = [FederatedPrincipalTests.base.trust, ProviderSample.keycloak.trust].prefix(count)
        var claims = FederatedPrincipalTests.base.access
        for (name, value) in changes { claims[name] = value }
        let token = TestIssuer.token(claims, typ: "at+jwt")
        let explanation = await TokenExplanation(
            of: token,
            issuers: trusts.map { .init($0, keys: .success(keys)) },
            at: now
        )
        #expect(explanation.judgements.map(\.isAsked).contains(true) == isAsked)
        #expect((explanation.unasked ?? explanation.judgements[0].refusal)?.words == words)
        #expect(explanation.isAccepted == (words == nil))
        let fixture = IdentityFixture()
        let verifier = TrustedIssuers(trusts.map { fixture.verifier($0) })
        let answer = await fault { try await verifier.verify(BearerToken(token)!.read(), at: now) }
        #expect(answer?.words == words)
    }

    @Test("A difference in the trailing slash is named")
    func aDifferenceInTheTrailingSlashIsNamed() async {
        let sample = ProviderSample.generic
        var trust = sample.trust
        trust.issuer = String(trust.issuer.dropLast())
        let explanation = await TokenExplanation(
            of: TestIssuer.token(sample.access, typ: "at+jwt"),
            issuers: [.init(trust, keys: .success(keys))],
            at: now
        )
        guard case .failed(let finding, let remedy) = outcome(explanation, .issuer) else {
            Issue.record("not failed")
            return
        }
        #expect(finding.contains(sample.issuer))
        #expect(remedy.contains("trailing slash"))
    }

    @Test("A Keycloak token without an audience mapper gets advice")
    func aKeycloakTokenWithoutAMapperGetsAdvice() async {
        let sample = ProviderSample.keycloak
        let token = TestIssuer.token(sample.access.merging(["aud": "account"]) { _, new in new })
        let explanation = await TokenExplanation(
            of: token,
            issuers: [.init(sample.trust, keys: .success(keys))],
            at: now
        )
        guard case .failed(let finding, let remedy) = outcome(explanation, .audience) else {
            Issue.record("not failed")
            return
        }
        #expect(finding.contains("“account”"))
        #expect(remedy.contains("auth.issuer.keycloak.audiences") && remedy.contains("audience mapper"))
    }

    @Test("An Entra token without the scope profile gets advice")
    func anEntraTokenWithoutTheScopeProfileGetsAdvice() async {
        let token = IssuerVerifierTests.with(.entra, "oid", nil)
        let explanation = await TokenExplanation(
            of: token,
            issuers: [.init(ProviderSample.entra.trust, keys: .success(keys))],
            at: now
        )
        guard case .failed(let finding, let remedy) = outcome(explanation, .claims) else {
            Issue.record("not failed")
            return
        }
        #expect(finding.contains("oid") && remedy.contains("scope profile"))
    }

    @Test("Several faults are all shown")
    func severalFaultsAreAllShown() async {
        let sample = ProviderSample.generic
        let token = TestIssuer.token(
            sample.access.merging(["exp": 1, "aud": "x", "iss": "y"]) { _, new in new },
            typ: "at+jwt",
            key: TestIssuer.foreign
        )
        let explanation = await TokenExplanation(
            of: token,
            issuers: [.init(sample.trust, keys: .success(keys))],
            at: now
        )
        let failed = explanation.judgements[0].outcomes.compactMap { check, outcome -> TokenCheck? in
            if case .failed = outcome { check } else { nil }
        }
        #expect(failed == [.signature, .expiry, .audience, .issuer])
    }

    // MARK: what a good token is refused for all the same

    /// The sentence and the status are the server's own.
    @Test(
        "Refusals of a token with valid claims are explained",
        arguments: [
            (
                TokenCheck.person, ["email": "a@example.com"],
                "access-denied: Your identity provider does not confirm that your email address is verified."
            ),
            (.person, ["sub": "s6BhdRkqt3"], "access-denied: The workspace this client is bound to does not exist."),
            (
                .rights, ["roles": ["reader"], "email": "a@example.com", "email_verified": true],
                "insufficient-scope: This needs the scope memory:read."
            ),
        ] as [(TokenCheck, [String: JSONValue], String)]
    )
    func otherRefusalsOfAValidTokenAreExplained(check: TokenCheck, changes: [String: JSONValue], words: String)
        async throws
    {
        var trust = FederatedPrincipalTests.base.trust
        trust.requiresVerifiedEmail = true
        trust.services = ["s6BhdRkqt3": "gone"]
        if check == .rights { trust.scopes.roles = ["editor": .write] }
        let token = FederatedPrincipalTests.token(changes)
        let issuer = TokenExplanation.Issuer(trust, keys: .success(keys))
        let explanation = await TokenExplanation(
            of: token,
            issuers: [issuer],
            stores: IdentityFixture().fake.stores,
            at: now
        )
        #expect(explanation.judgements[0].refusal?.words == words)
        guard case .failed(_, let remedy) = outcome(explanation, check) else {
            Issue.record("\(check) did not fail")
            return
        }
        #expect(check == .person && !changes.keys.contains("sub") || remedy.contains("auth.issuer.generic."))
        let answer = await fault {
            let principal = try await IdentityFixture().judge(token, trust)
            return try principal.map { try AccessPolicy.access($0, to: .read) }
        }
        #expect(answer?.words == words)
    }

    /// The advice never names a setting that would not help.
    @Test(
        "A token without rights gets advice on how to get them",
        arguments: [
            (
                ProviderSample.auth0, ["scope": "openid", "permissions": []],
                "memory:read or memory:write into its scope or permissions"
            ),
            (.auth0, ["scope": "openid", "permissions": []], "which does not apply to tokens with permissions"),
            (.keycloak, ["scope": "openid"], "(“editor”) into its realm_access.roles or groups"),
        ] as [(ProviderSample, [String: JSONValue], String)]
    )
    func aTokenWithoutRightsGetsAdvice(sample: ProviderSample, changes: [String: JSONValue], words: String)
        async
    {
        var trust = sample.trust
        if sample.preset == .keycloak { trust.scopes.roles = ["editor": .write] }
        let token = IssuerVerifierTests.with(sample, changes)
        let explanation = await TokenExplanation(of: token, issuers: [.init(trust, keys: .success(keys))], at: now)
        guard case .failed(_, let remedy) = outcome(explanation, .rights) else {
            Issue.record("not failed")
            return
        }
        #expect(remedy.contains(words))
    }

    @Test("A disabled user is reported")
    func aDisabledUserIsReported() async throws {
        let fixture = IdentityFixture()
        let trust = FederatedPrincipalTests.base.trust
        let token = FederatedPrincipalTests.token([:])
        func explained() async -> TokenExplanation {
            await TokenExplanation(
                of: token,
                issuers: [.init(trust, keys: .success(keys))],
                stores: fixture.fake.stores,
                at: now
            )
        }
        // A person without an account is accepted.
        #expect(await explained().isAccepted)
        let name = try #require(try await fixture.judge(token, trust)?.userName)
        #expect(await explained().isAccepted)
        _ = try await fixture.users.disable(name)
        let explanation = await explained()
        #expect(explanation.judgements[0].refusal?.words == "invalid-token: Invalid token")
        #expect(
            outcome(explanation, .person)
                == .failed(
                    finding: "the account “\(name)” is disabled here",
                    remedy: "To allow the person again, run agent-memory user enable \(name)."
                )
        )
        #expect(await fault { try await fixture.judge(token, trust) }?.words == "invalid-token: Invalid token")
    }

    @Test("The person or service of a valid token is shown")
    func theBearerOfAValidTokenIsShown() async {
        let sample = ProviderSample.generic
        var trust = sample.trust
        func bearer() async -> String {
            let issuer = TokenExplanation.Issuer(trust, keys: .success(keys))
            let token = FederatedPrincipalTests.token(["sub": "s6BhdRkqt3", "scope": "memory:read"])
            return await TokenExplanation(of: token, issuers: [issuer], at: now).judgements[0].holder?.description ?? ""
        }
        #expect(await bearer() == "the person “s6BhdRkqt3” (subject “s6BhdRkqt3”), with memory:read")
        trust.services = ["s6BhdRkqt3": "shop"]
        #expect(await bearer() == "the service “s6BhdRkqt3” in the workspace “shop”, with memory:read")
    }
}

import Base
import JOSE
import TestSupport
import Testing

@testable import Identity

/// Requests and explanations use the same steps.
@Suite struct TokenStepTests {
    static let sample = ProviderSample.generic

    static let cases: [(check: TokenCheck, token: String)] = [
        (.header, IssuerVerifierTests.hmac(sample)),
        (.key, TestIssuer.token(sample.access, typ: sample.typ, key: try! SigningKey.generate(.es256, id: "unknown"))),
        (.signature, TestIssuer.token(sample.access, typ: sample.typ, key: TestIssuer.foreign)),
        (
            .kind,
            with(["events": ["http://schemas.openid.net/event/backchannel-logout": [:]]])
        ),
        (.claims, with(["sub": ""])),
        (.expiry, with(["exp": 1])),
        (.start, with(["nbf": 4_000_000_000])),
        (.audience, with(["aud": "https://other.example"])),
        (.issuer, with(["iss": "https://evil.example/"])),
        (.required, with(["tenant": "another"])),
        (.binding, with(["cnf": ["jkt": "x"]])),
        (.person, with(["email_verified": false])),
    ]

    /// A valid token with the trust's required claims, and the given changes.
    static func with(_ changes: [String: JSONValue]) -> String {
        let good: [String: JSONValue] = ["tenant": "ours", "email": "a@example.com", "email_verified": true]
        return IssuerVerifierTests.with(sample, good.merging(changes) { _, new in new })
    }

    static var trust: IssuerTrust {
        var trust = sample.trust
        trust.requiredClaims["tenant"] = ["ours"]
        trust.requiresVerifiedEmail = true
        return trust
    }

    @Test("Every check belongs to one step, in order, and all except rights are part of authentication")
    func everyCheckIsAStep() {
        #expect(TokenStep.allCases.flatMap(\.checks) == TokenCheck.allCases)
        #expect(TokenStep.authentication == TokenStep.allCases.dropLast())
        #expect(Self.cases.map(\.check) == TokenStep.authentication.flatMap(\.checks))
    }

    @Test("A token that fails one check is refused for that one, and the explanation agrees")
    func refusedAndExplainedAlike() async throws {
        let fixture = IdentityFixture()
        #expect(try await fixture.judge(Self.with([:]), Self.trust) != nil)
        for (check, token) in Self.cases {
            let explanation = await TokenExplanation(
                of: token,
                issuers: [.init(Self.trust, keys: .success(TestIssuer.keys))],
                stores: fixture.fake.stores,
                at: fixture.clock.now()
            )
            let judgement = try #require(explanation.judgements.first)
            let failed = judgement.outcomes.filter { if case .failed = $0.outcome { true } else { false } }
            #expect(failed.first?.check == check)
            let refusal = try #require(await fault { try await fixture.judge(token, Self.trust) }, "\(check)")
            #expect(judgement.refusal?.words == refusal.words, "\(check)")
        }
    }

    @Test("An empty client_id is refused: if it counted as absent, azp would decide")
    func emptyClaimIsNotAbsent() async throws {
        var trust = Self.sample.trust
        trust.claims.client = ["client_id", "azp"]
        trust.services = ["shop": "team"]
        let fixture = IdentityFixture()
        _ = try await fixture.workspaces.add(name: "team")
        let own: [String: JSONValue] = ["sub": "shop", "azp": "shop"]
        for (id, isService) in [(.null, true), ("", false), ("other", false)] as [(JSONValue, Bool)] {
            let token = IssuerVerifierTests.with(Self.sample, own.merging(["client_id": id]) { _, new in new })
            let principal = try? await fixture.judge(token, trust)
            #expect((principal?.kind == .service) == isService)
            #expect((principal == nil) == (id == ""))
        }
    }
}

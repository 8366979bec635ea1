import Authorization
import Base
import Identity
import JOSE
import TestSupport
import Testing

@Suite("RFC 7636, proof key for code exchange") struct RFC7636Tests {
    @Test("Appendix B: the published verifier gives the published challenge")
    func publishedExample() {
        let (verifier, challenge) = (
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        )
        #expect(PKCE.challenge(of: verifier) == challenge)
        #expect(PKCE.matches(verifier: verifier, challenge: challenge))
        #expect(!PKCE.matches(verifier: verifier + "x", challenge: challenge))
        #expect(!PKCE.matches(verifier: challenge, challenge: challenge), "plain is not a method")
    }

    @Test(
        "§4.1 a verifier has 43 to 128 unreserved characters",
        arguments: [
            (String(repeating: "a", count: 42), false), (String(repeating: "a", count: 43), true),
            (String(repeating: "a", count: 128), true),
            (String(repeating: "a", count: 129), false), (String(repeating: "-._~", count: 11), true),
            (String(repeating: "a", count: 43) + "+", false), (String(repeating: "a", count: 43) + "/", false),
            (String(repeating: "a", count: 43) + "=", false), (String(repeating: "a", count: 43) + " ", false),
            (String(repeating: "é", count: 43), false), ("", false),
        ]
    )
    func verifierGrammar(verifier: String, isWellFormed: Bool) {
        #expect(PKCE.isWellFormed(verifier: verifier) == isWellFormed)
    }

    @Test(
        "§4.4.1 a request without an S256 challenge is refused for every client",
        arguments: [
            ["code_challenge": nil], ["code_challenge": nil, "code_challenge_method": nil],
            ["code_challenge_method": "plain"],
            ["code_challenge_method": nil], ["code_challenge_method": "s256"], ["code_challenge_method": "S512"],
            ["code_challenge": "short"], ["code_challenge": String(repeating: "A", count: 44)],
            ["code_challenge": String(repeating: "+", count: 43)],
            ["code_challenge": String(repeating: "B", count: 43)],
        ] as [[String: String?]],
        ["none", "client_secret_post"]
    )
    func challengeIsRequired(changes: [String: String?], method: String) async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client(["token_endpoint_auth_method": .string(method)]).client
        #expect(await faultCode { _ = try await fixture.step(client, changes) } == .invalidRequest)
    }

    @Test(
        "§4.6 a missing, malformed or wrong verifier is refused and does not spend the code",
        arguments: [
            (["code_verifier": nil], .invalidRequest), (["code_verifier": "short"], .invalidRequest),
            (["code_verifier": String(repeating: "v", count: 129)], .invalidRequest),
            (["code_verifier": PKCE.challenge(of: AuthorizationFixture.verifier)], .invalidGrant),
            (["code_verifier": String(repeating: "w", count: 64)], .invalidGrant),
        ] as [([String: String?], FaultCode)]
    )
    func verifierIsChecked(changes: [String: String?], expected: FaultCode) async throws {
        try await AuthorizationFixture().expectRefusedAndNotBurnt(changes, as: expected)
    }

    @Test("RFC 9700 §2.1.1 downgrade: a verifier for a code stored without a challenge is refused")
    func aCodeWithoutAChallengeMatchesNoVerifier() {
        for challenge in ["", "AA", AuthorizationFixture.verifier] {
            #expect(!PKCE.matches(verifier: AuthorizationFixture.verifier, challenge: challenge))
            #expect(!PKCE.matches(verifier: "", challenge: challenge))
        }
    }
}

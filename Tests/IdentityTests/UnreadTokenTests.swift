import Base
import Identity
import JOSE
import TestSupport
import Testing

/// `token explain` for texts that are not readable JWTs: it shows the response of the server.
@Suite struct UnreadTokenTests {
    private let now = ManualClock().now()
    private let trust = ProviderSample.keycloak.trust

    private static let cut = "This is not a complete access token; copy it again."
    private static let unreadable = "It is not a token this server can read"

    private static func token(header: String = #"{"alg":"ES256"}"#, payload: String = "{}") -> String {
        [header, payload].map { Base64URL.encode(Array($0.utf8)) }.joined(separator: ".") + ".AAAA"
    }

    private static let table: [(text: String, detail: String, remark: String)] = [
        ("amf_abc", "Invalid token header", "This is a refresh token."),
        ("ama_abc", "Invalid token header", "This is an authorization code."),
        ("amc_abc", "Invalid token header", "This is a client id."),
        (String(TestIssuer.token(ProviderSample.keycloak.access).prefix(50)), "Invalid token header", cut),
        (String(token().dropLast(5)), "Invalid token header", cut),
        ("amt_abc", "Invalid token", "This is not a complete API token; copy it again."),
        (
            String(repeating: "a", count: 17_000), "The token is longer than 16384 bytes.",
            "Let the issuer put less into its access tokens"
        ),
        ("<token>", "Missing bearer token", "Replace the placeholder"),
        ("hello", "Invalid token header", "It is an opaque token"),
        ("a.b.c", "Invalid token header", unreadable),
        ("..", "Invalid token header", unreadable),
        ("a.b.c.d.e", "Invalid token header", "It is an encrypted token"),
        (token(header: #"{"alg":"ES256","alg":"ES256"}"#), "Invalid token header", unreadable),
        (token(header: #"{"alg":"ES256","kid":7}"#), "Invalid token header", unreadable),
        (token(payload: "[]"), "Invalid token claims", unreadable),
        (token(payload: "{"), "Invalid token claims", unreadable),
    ]

    @Test("An unreadable token gets the server's response and advice", arguments: table)
    func anUnreadableTokenGetsTheServersResponse(row: (text: String, detail: String, remark: String)) async {
        for hasIssuer in [true, false] {
            let explanation = await TokenExplanation(
                of: row.text,
                issuers: hasIssuer ? [.init(trust, keys: .success(JWKSet(keys: [])))] : [],
                at: now
            )
            let fixture = IdentityFixture()
            let server = fixture.authenticator(hasIssuer ? [TrustedIssuers([fixture.verifier(trust)])] : [])
            let answer = await fault {
                try await server.authenticate(AuthorizationHeader.token(["Bearer \(row.text)"]), at: now)
            }
            #expect(explanation.unreadable?.words == answer?.words)
            #expect(explanation.unreadable?.hints.advice == answer?.hints.advice)
            #expect(explanation.remark?.hasPrefix(row.remark) == true)
            #expect(!hasIssuer || answer?.detail == row.detail)
        }
    }

    @Test("A complete API token and the preset token get no response, because the server may accept them")
    func tokensThatTheServerMayAcceptGetNoResponse() async throws {
        let fixture = IdentityFixture()
        let preset = PresetToken(Secret("preset.to.ken"), userName: "alice", stores: fixture.fake.stores)
        let token = try await fixture.userWithToken().bearer.reveal()
        for (text, remark) in [
            (token, "It is an API token of this server. Run agent-memory token show."),
            ("preset.to.ken", "It is the token of the setting tokens.preset."),
        ] {
            let explanation = await TokenExplanation(of: text, issuers: [], preset: preset, at: now)
            #expect(explanation.unreadable == nil && explanation.remark == remark)
        }
    }
}

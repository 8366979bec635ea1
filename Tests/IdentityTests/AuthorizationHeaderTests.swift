import Base
import Identity
import Testing

/// RFC 6750 §2.1, §3.1 and RFC 9110 §11: how a request presents its token, and the response when it is not a token.
@Suite("RFC 6750, the Authorization header") struct AuthorizationHeaderTests {
    static let missingHeader = "missing-credential: Missing authorization header"
    static let missingToken = "missing-credential: Missing bearer token"
    static let malformed = "invalid-token: Missing bearer token"
    static let ambiguous = "invalid-request: Send exactly one credential."

    static let table: [(authorization: [String], apiKey: [String], outcome: String)] = [
        ([], [], missingHeader),
        (["Bearer abc"], [], "abc"),
        (["bearer abc"], [], "abc"),
        (["BEARER abc"], [], "abc"),
        (["Bearer   abc"], [], "abc"),
        (["Bearer a-._~+/9=="], [], "a-._~+/9=="),
        ([""], [], missingToken),
        ([" "], [], missingToken),
        (["Bearer"], [], missingToken),
        (["Bearer "], [], missingToken),
        (["Bearerabc"], [], missingToken),
        (["abc"], [], missingToken),
        (["Basic YTpi"], [], missingToken),
        (["Token abc"], [], missingToken),
        (["DPoP abc"], [], missingToken),
        ([" Bearer abc"], [], missingToken),
        (["Bearer abc "], [], malformed),
        (["Bearer abc def"], [], malformed),
        (["Bearer abc, Bearer abc"], [], malformed),
        (["Bearer abc,realm=x"], [], malformed),
        (["Bearer =abc"], [], malformed),
        (["Bearer =="], [], malformed),
        (["Bearer ab=c"], [], malformed),
        (["Bearer abc\u{0}"], [], malformed),
        (["Bearer abc\r\nX-Evil: 1"], [], malformed),
        (["Bearer äbc"], [], malformed),
        (["Bearer\tabc"], [], missingToken),
        (["Bearer abc", "Bearer abc"], [], ambiguous),
        (["Bearer abc", "Basic YTpi"], [], ambiguous),
        ([], ["abc"], "abc"),
        ([], [""], missingToken),
        ([], ["Bearer abc"], malformed),
        ([], ["abc", "abc"], ambiguous),
        (["Bearer abc"], ["abc"], "abc"),
        (["Bearer abc"], ["def"], ambiguous),
        (["Bearer ab c"], ["ab c"], malformed),
        (["Basic YTpi"], ["abc"], missingToken),
        (["Bearer abc"], [""], missingToken),
    ]

    @Test("Exactly one credential is read", arguments: table)
    func readsExactlyOneCredential(row: (authorization: [String], apiKey: [String], outcome: String)) async {
        do {
            let token = try AuthorizationHeader.read(AuthorizationHeader.parse(row.authorization, apiKeys: row.apiKey))
            #expect(token.reveal() == row.outcome)
        } catch {
            #expect((error as? Fault)?.words == row.outcome)
        }
    }

    @Test("A token can have at most 16 KiB")
    func theLongestTokenIsSixteenKibibytes() throws {
        let longest = String(repeating: "a", count: 16_384)
        #expect(try AuthorizationHeader.token(["Bearer " + longest]).reveal() == longest)
        do {
            _ = try AuthorizationHeader.parse(["Bearer a" + longest])
            Issue.record("accepted")
        } catch {
            #expect((error as? Fault)?.words == "invalid-token: The token is longer than 16384 bytes.")
        }
    }

    @Test(
        "The advice names the usual mistake and repeats no part of the token",
        arguments: [
            ([], "Send the header Authorization: Bearer <token>."),
            (["amt_secret"], "Send the header Authorization: Bearer <token>."),
            (["Token amt_secret"], "Send the header Authorization: Bearer <token>."),
            (["Bearer "], "Send the header Authorization: Bearer <token>."),
            (["Bearer \"amt_secret\""], "Send the token without the quotes around it."),
            (["Bearer 'amt_secret'"], "Send the token without the quotes around it."),
            (["Bearer “amt_secret”"], "Send the token without the quotes around it."),
            (["Bearer ‘amt_secret’"], "Send the token without the quotes around it."),
            (["Bearer `amt_secret`"], "Send the token without the quotes around it."),
            (["Bearer $SECRET"], "Replace the placeholder with the token itself."),
            (["Bearer <secret>"], "Replace the placeholder with the token itself."),
            (
                ["Bearer Bearer secret"],
                "The token begins with the word Bearer. Remove that word from the token."
            ),
            (
                ["Bearer sec ret"],
                "The header contains a character that tokens never contain, such as a space or a line break. Send the header Authorization: Bearer <token>."
            ),
            (
                ["Bearer " + String(repeating: "secret", count: 3_000)],
                "Let the issuer put less into its access tokens, for example fewer groups."
            ),
        ] as [([String], String)]
    )
    func advice(values: [String], advice: String) {
        let fault = #expect(throws: Fault.self) { try AuthorizationHeader.token(values) }
        #expect(fault?.hints.advice == advice)
        #expect(fault?.detail.contains("secret") == false)
    }
}

import Base
import Identity
import JOSE
import Settings
import TestSupport
import Testing

@testable import agent_memory

/// The lines that `token explain` and `doctor` write to a terminal.
@Suite struct ExplanationLinesTests {
    private let now = ManualClock().now()
    private let keys = JWKSet(keys: [TestIssuer.ec.verificationKey])
    private let accepted = "  The server accepts it."

    private struct Unanswered: Error {}

    private static func token(_ changes: [String: JSONValue] = [:]) -> String {
        let sample = ProviderSample.generic
        return TestIssuer.token(sample.access.merging(changes) { $1 }, typ: sample.typ)
    }

    private func lines(_ token: String, _ trusts: [IssuerTrust], keys: Result<JWKSet, any Error>? = nil) async throws
        -> [String]
    {
        let issuers = trusts.map { TokenExplanation.Issuer($0, keys: keys ?? .success(self.keys)) }
        let explanation = await TokenExplanation(of: token, issuers: issuers, at: now)
        return try ExplanationLines(explanation, hasIssuers: !issuers.isEmpty).all().map(\.escaped)
    }

    @Test("A valid token is reported once; the other issuers are listed as not asked")
    func aValidTokenIsReportedOnceAndOtherIssuersAreNotAsked() async throws {
        let found = try await lines(
            Self.token(),
            [ProviderSample.keycloak.trust, ProviderSample.generic.trust]
        )
        #expect(found.count { $0 == accepted } == 1)
        let heading = "auth.issuer.keycloak (\(ProviderSample.keycloak.issuer)):"
        #expect(found.suffix(3) == ["", heading, "  Not asked: the token names another issuer."])
        #expect(!found.contains { $0.contains("The server responds with") || $0.contains("FAILED") })
    }

    /// The explanation mentions the trailing slash although this issuer is not asked.
    @Test("For a foreign token, every issuer says why, and the server has one response")
    func forAForeignTokenEveryIssuerSaysWhy() async throws {
        let stranger = Self.token(["iss": .string(ProviderSample.generic.issuer + "/")])
        let found = try await lines(stranger, [ProviderSample.keycloak.trust, ProviderSample.generic.trust])
        #expect(found.count { $0 == "  Not asked: the token names none of these issuers." } == 2)
        #expect(found.contains { $0.contains("trailing slash") })
        #expect(found.last == "No issuer is asked. The server responds with 401: Invalid issuer")
        #expect(!found.contains(accepted))
    }

    @Test("An unreadable token gets the response of the server", arguments: ["a.b.c", "hello", "amf_abc"])
    func anUnreadableTokenGetsTheServersResponse(text: String) async throws {
        let found = try await lines(text, [ProviderSample.generic.trust])
        #expect(found.last == "The server responds with 401: Invalid token header")
    }

    @Test("Without keys, the explanation says how a server that starts now responds")
    func withoutKeysAStartingServersResponseIsExplained() async throws {
        let found = try await lines(
            Self.token(),
            [ProviderSample.generic.trust],
            keys: .failure(Unanswered())
        )
        #expect(
            found.last
                == "  A server that starts now has no keys either: it responds with 503, or does not start if auth.issuer.generic.required "
                + "is true. A running server may already have them."
        )
    }

    /// Line breaks, escape sequences of terminals, and marks that change the writing direction.
    @Test(
        "A token cannot forge a line of the output",
        arguments: ["\n  The server accepts it.\n", "\u{1b}[2K\u{9b}1A", "\u{202e}\u{2066}", "\r\u{2028}\u{85}"]
    )
    func aTokenCannotForgeALine(evil: String) async throws {
        let sample = ProviderSample.generic
        var service = sample.trust
        service.services = ["c\(evil)": "w\(evil)"]
        for (claims, header, typ) in [
            ([:], ["kid": .string("x\(evil)")], "at+jwt"), ([:], [:], "jwt\(evil)"),
            (["aud": .string("x\(evil)")], [:], "at+jwt"),
            (["iss": .string("x\(evil)")], [:], "at+jwt"), (["sub": .string("x\(evil)"), "exp": 1], [:], "at+jwt"),
            (["x\(evil)": .string(evil)], ["x\(evil)": .string(evil)], "at+jwt"),
            (["client_id": .string("c\(evil)"), "sub": .string("c\(evil)"), "exp": 1], [:], "at+jwt"),
        ] as [([String: JSONValue], [String: JSONValue], String)] {
            let token = TestIssuer.token(sample.access.merging(claims) { $1 }, header: header, typ: typ)
            for trust in [sample.trust, service] {
                let found = try await lines(token, [trust])
                #expect(found.allSatisfy { line in line.unicodeScalars.allSatisfy { !$0.isControl } })
                #expect(found.count { $0 == accepted } <= 1 && found.dropLast().allSatisfy { $0 != accepted })
            }
        }
    }

    /// The log names the check and its finding, and nothing else of the token.
    @Test("The cause of a refusal is one sentence")
    func theCauseOfARefusalIsASentence() async {
        let token = Self.token(["aud": "x\u{202e}ofni=level"])
        let cause = await fault { try await Judging().judge(token, ProviderSample.generic.trust) }?.cause
        // As in the log, which escapes invisible characters.
        let found = cause.map { "\($0)".escaped }
        #expect(
            found == #"audience: it is for “x\u{202e}ofni=level”, but this server accepts “https://rs.example.com/”"#
        )
    }

    @Test(
        "Invisible characters are escaped, and JSON stays valid",
        arguments: [
            ("\n", #""\n""#), ("\u{1b}", #""\u001b""#), ("\u{7f}", #""\u007f""#), ("\u{9b}", #""\u009b""#),
            ("\u{202e}", #""\u202e""#),
            ("\u{e0041}", #""\udb40\udc41""#), ("ünïcödé", #""ünïcödé""#),
        ]
    )
    func jsonStaysJSON(text: String, json: String) throws {
        let found = try Terminal.text(of: .object(["a": .string(text)]))
        #expect(found == "{\n  \"a\" : \(json)\n}")
        #expect(try StrictJSON.parse(Array(found.utf8)) == .object(["a": .string(text)]))
    }
}

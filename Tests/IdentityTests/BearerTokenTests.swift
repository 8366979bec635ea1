import Identity
import Testing

@Suite("Bearer token (RFC 6750 §2.1)") struct BearerTokenTests {
    @Test("Exactly the characters of the grammar are accepted")
    func exactlyTheCharactersOfTheGrammarAreAccepted() {
        let grammar = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/".unicodeScalars)
        for value in UInt32(0)..<0x180 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            for text in ["\(scalar)", "ab\(scalar)cd", String(repeating: "x", count: 40) + "\(scalar)"]
            where scalar != "=" {
                #expect((BearerToken(text) != nil) == grammar.contains(scalar), "\(value)")
            }
        }
    }

    @Test(
        "Equals signs are only accepted at the end",
        arguments: [
            ("a=", true), ("a==", true), ("a===", true), ("=", false), ("==", false), ("", false), ("a=b", false),
            ("=a", false),
        ]
    )
    func equalsSignsAreOnlyAcceptedAtTheEnd(text: String, isTaken: Bool) {
        #expect((BearerToken(text) != nil) == isTaken)
    }
}

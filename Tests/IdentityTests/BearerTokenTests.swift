import Identity
import Testing

@Suite("Bearer token (RFC 6750 §2.1)") struct BearerTokenTests {
    @Test func ofAllCharactersExactlyThoseOfTheGrammarAreTaken() {
        let grammar = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/".unicodeScalars)
        for value in UInt32(0)..<0x180 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            for text in ["\(scalar)", "ab\(scalar)cd", String(repeating: "x", count: 40) + "\(scalar)"]
            where scalar != "=" {
                #expect((BearerToken(text) != nil) == grammar.contains(scalar), "\(value)")
            }
        }
    }

    @Test(arguments: [
        ("a=", true), ("a==", true), ("a===", true), ("=", false), ("==", false), ("", false), ("a=b", false),
        ("=a", false),
    ])
    func equalsSignsAreTakenAtTheEndOnly(text: String, isTaken: Bool) {
        #expect((BearerToken(text) != nil) == isTaken)
    }
}

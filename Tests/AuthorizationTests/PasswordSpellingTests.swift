import Authorization
import Base
import TestSupport
import Testing

/// RFC 8265: a typed password is the same in every spelling that keyboards produce.
@Suite struct PasswordSpellingTests {
    private static let spellings = [
        ("p\u{e4}ssw\u{f6}rd-\u{fc}nicode", "pa\u{308}sswo\u{308}rd-u\u{308}nicode"),
        ("correct\u{a0}horse\u{3000}battery", "correct horse battery"),
    ]

    @Test("RFC 8265 §4.2: all spellings of a password are the same password", arguments: spellings)
    func aPasswordHasOneSpelling(one: String, other: String) throws {
        for (set, typed) in [(one, other), (other, one), (one, one)] {
            #expect(try Self.hash(set).matches(Secret(typed)))
        }
        #expect(try !Self.hash(one).matches(Secret(one.uppercased())))
    }

    private static func hash(_ password: String) throws -> PasswordHash {
        try PasswordHash(hashing: Secret(password), random: SeededRandom(), logRounds: 10)
    }

    @Test("A password hashed by an older version without normalization is still accepted")
    func oldHashesStayGood() {
        // The scrypt hash of the bytes of "a" + U+0308 + "bc", N = 2^10.
        #expect(Self.old.matches(Secret("a\u{308}bc")))
        #expect(!Self.old.matches(Secret("abc")))
    }

    private static let old = PasswordHash(
        encoded: "scrypt$10$8$1$AAAAAAAAAAAAAAAAAAAAAA==$qp22aTI346cS5M+Gd2/XxB2qiO/jZBDjdB24soh7PjM="
    )
}

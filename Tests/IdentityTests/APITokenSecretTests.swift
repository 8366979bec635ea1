import Base
import Identity
import TestSupport
import Testing

@testable import Identity

@Suite struct APITokenSecretTests {
    @Test("A token has the documented format")
    func hasTheDocumentedFormat() throws {
        let secret = APITokenSecret(random: SeededRandom(3))
        let text = secret.token.reveal()
        #expect(try /amt_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}/.wholeMatch(in: text) != nil)
        #expect(text.hasPrefix("amt_\(secret.id)_"))
    }

    @Test("A created token can be read back")
    func readsBackCreatedTokens() throws {
        for seed in UInt64(1)...200 {
            let secret = APITokenSecret(random: SeededRandom(seed))
            let read = try #require(APITokenSecret(bearer(secret.token)))
            #expect(read.id == secret.id)
            #expect(read.token == secret.token)
            #expect(read.digest == bearer(secret.token).digest)
        }
    }

    @Test("A token with one changed character is refused without a look-up")
    func everyChangedCharacterIsRefusedWithoutALookUp() throws {
        let original = Array(APITokenSecret(random: SeededRandom(5)).token.reveal().utf8)
        let characters = Base62.alphabet + Array("_-.~+/=".utf8)
        var tried = 0
        for position in original.indices {
            for character in characters where character != original[position] {
                var changed = original
                changed[position] = character
                guard let token = BearerToken(String(decoding: changed, as: UTF8.self)) else { continue }
                #expect(APITokenSecret(token) == nil)
                tried += 1
            }
        }
        #expect(tried > 4_000)
    }

    @Test("A token with two swapped neighbouring characters is refused")
    func everySwapOfNeighboursIsRefused() throws {
        let original = Array(APITokenSecret(random: SeededRandom(6)).token.reveal().utf8)
        for position in original.indices.dropLast() where original[position] != original[position + 1] {
            var changed = original
            changed.swapAt(position, position + 1)
            #expect(BearerToken(String(decoding: changed, as: UTF8.self)).flatMap(APITokenSecret.init) == nil)
        }
    }

    @Test func truncatedExtendedAndRecasedTokensAreRefused() throws {
        let text = APITokenSecret(random: SeededRandom(8)).token.reveal()
        for changed in [
            text.uppercased(), text.lowercased(), text + "0", "a" + text, String(text.dropLast()), "amt_", "amt__",
        ] {
            #expect(BearerToken(changed).flatMap(APITokenSecret.init) == nil, "\(changed.count)")
        }
    }

    @Test("Token secrets and bearer tokens do not print their text")
    func secretsAndBearerTokensDoNotPrintTheirText() {
        let secret = APITokenSecret(random: SeededRandom(9))
        let token = bearer(secret.token)
        for text in ["\(secret)", String(reflecting: secret), "\(token)", String(reflecting: token), "\(secret.token)"]
        {
            #expect(text == "‹redacted›")
        }
        var dumped = ""
        dump((secret, token), to: &dumped)
        #expect(!dumped.contains(secret.token.reveal()))
        #expect(APITokenSecret.masked(secret.id) == "amt_\(secret.id)_…")
    }

    @Test func theChecksumIsTheCommonCRC32() {
        #expect(CRC32.checksum("123456789".utf8) == 0xcbf4_3926)
        #expect(Base62.text(.max).utf8.count == 6)
        #expect(Base62.text(0) == "000000")
    }

    @Test("Random bytes that would favour some characters are drawn again")
    func bytesThatWouldFavourSomeCharactersAreDrawnAgain() {
        struct Scripted: RandomSource {
            func bytes(_ count: Int) -> [UInt8] { (0..<count).map { $0.isMultiple(of: 2) ? 61 : 248 } }
        }
        #expect(Base62.random(5, from: Scripted()) == "zzzzz")
    }

    @Test func theDigestIsSHA256OfTheBytes() {
        let expected = Digest256([
            0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23,
            0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad,
        ])
        #expect(BearerToken("abc")?.digest == expected)
        #expect(PresentedToken("xabc".dropFirst()).flatMap { BearerToken($0) }?.digest == expected)
    }

    @Test("bcrypt matches a published test vector")
    func bcryptMatchesAKnownVector() {
        // The test vector of OpenBSD and Openwall; 2a, 2b and 2y agree on ASCII.
        let hash = "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"
        #expect(Bcrypt.matches(Secret("U*U"), hash))
        #expect(!Bcrypt.matches(Secret("U*V"), hash))
    }

    @Test(
        "Hashes other than bcrypt's never match",
        arguments: ["", "x", "$1$abcdefgh$irWbblnpmw.5z7wgBnprh0", "*0", "$2b$10$short", "abJnggxhB/yWI"]
    )
    func onlyBcryptHashesAreCompared(hash: String) {
        #expect(!Bcrypt.matches(Secret("password"), hash))
    }

    @Test("bcrypt refuses a phrase that it would truncate")
    func bcryptRefusesPhrasesItWouldTruncate() throws {
        #expect(throws: Fault.self) {
            try Bcrypt.hash(Secret(String(repeating: "a", count: 73)), random: SeededRandom())
        }
        #expect(throws: Fault.self) { try Bcrypt.hash(Secret("a\0b"), random: SeededRandom()) }
        #expect(APITokenSecret(random: SeededRandom()).hashed.reveal().utf8.count <= 72)
    }
}

import TestSupport
import Testing

@testable import Memories

@Suite("Tokens of texts and questions in the keyword index")
struct WordTokensTests {
    /// A `+` marks a token that does not make the text longer.
    private func tokens(of text: String) -> [String] {
        var (text, tokens) = (text, [String]())
        text.withUTF8 { WordTokens.ofText($0) { tokens.append(($1 ? "+" : "") + String(decoding: $0, as: UTF8.self)) } }
        return tokens
    }

    private func count(_ text: String) -> Int {
        var text = text
        return text.withUTF8 { WordTokens.count($0) }
    }

    @Test(
        "Words are cut and folded in every script",
        arguments: [
            (
                "The climbing MOUNTAINS, don't 7431",
                [
                    "the", "+~the", "climbing", "+~climb", "mountains", "+~mountain", "don", "+~don", "t", "+~t",
                    "7431", "+~7431",
                ]
            ),
            // French: "fils" must not become "fil".
            ("le fils, le fil", ["le", "fils", "le", "fil"]),
            // Scripts without spaces: every two neighbours, and each unit alone.
            ("花生酱", ["花生", "+花", "生酱", "+生", "+酱"]), ("猫", ["猫"]), ("ママ", ["ママ", "+マ"]),
            ("사과를", ["사과", "+사", "과를", "+과", "+를"]), ("ถั่วลิสง", ["ถั่ว", "+ถั่", "วลิ", "+ว", "ลิส", "+ลิ", "สง", "+ส", "+ง"]),
            ("แมว", ["แมว", "+แม", "+ว"]), ("ខ្មែរ", ["ខ្មែរ", "+ខ្មែ", "+រ"]), ("မြန်မာ", ["မြန်", "+မြ", "န်မာ", "+န်", "+မာ"]),
            ("ລາວ", ["ລາວ", "+ລາ", "+ວ"]), ("AI技術2号", ["ai", "+~ai", "技術", "+技", "+術", "2", "+~2", "号"]),
            // A word with letters that English does not have is never stemmed.
            ("Müsli résumés casas", ["musli", "resumes", "casas", "+~casa"]),
            ("Größe STRASSE Straße", ["grosse", "strasse", "+~strass", "strasse"]),
            ("йога ёлка", ["йога", "елка"]), ("ΚΑΛΗΜΕΡΑ καλημέρα τέλος", ["καλημερα", "καλημερα", "τελοσ"]),
            ("İstanbul ISPARTA ısparta", ["istanbul", "isparta", "+~isparta", "isparta"]),
            ("đường phố", ["đuong", "pho"]),
            ("हिन्दी में", ["हिन्दी", "में"]), ("القَهْوَة أحمد ٢٠٢٣", ["القهوة", "احمد", "2023", "+~2023"]), ("שָׁלוֹם", ["שלום"]),
            // Full and half width, ligatures, superscripts.
            ("ＡＩ ﾃﾞﾝﾜ ﬁne m²", ["ai", "+~ai", "デン", "+デ", "ンワ", "+ン", "+ワ", "fine", "+~fine", "m2", "+~m2"]),
            // Each emoji of a sequence is a word; a flag is one word.
            ("I ❤️ ☕👍🏽", ["i", "+~i", "❤", "☕", "👍"]), ("👨‍👩‍👧 🇩🇪🇫🇷", ["👨", "👩", "👧", "🇩🇪", "🇫🇷"]), ("©™", []),
            // A joiner belongs to no word and separates none; a zero-width space separates words.
            (
                "night\u{200d}ingale is\u{200b}open soft\u{ad}en",
                ["nightingale", "+~nightingal", "is", "+~is", "open", "+~open", "soften", "+~soften"]
            ),
            ("", []), ("\u{301}\u{200d}\u{fe0f}", []),
        ]
    )
    func textsAreCut(text: String, expected: [String]) {
        #expect(tokens(of: text) == expected)
        #expect(count(text) == expected.count { !$0.hasPrefix("+") })
    }

    @Test(
        "Composed and decomposed forms have the same tokens",
        arguments: [
            ("\u{e9}t\u{e9}", "e\u{301}te\u{301}"),
            ("\u{d55c}\u{ae00}", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}"),
            ("\u{304c}\u{3071}", "\u{304b}\u{3099}\u{306f}\u{309a}"),
            ("\u{439}\u{43e}\u{433}\u{430}", "\u{438}\u{306}\u{43e}\u{433}\u{430}"),
            ("\u{3ac}", "\u{3b1}\u{301}"), ("\u{623}\u{645}", "\u{627}\u{654}\u{645}"), ("\u{958}", "\u{915}\u{93c}"),
            ("vi\u{1ec7}t", "vie\u{323}\u{302}t"), ("\u{212b}", "A\u{30a}"), ("\u{f900}", "\u{8c48}"),
        ]
    )
    func formsHaveTheSameTokens(composed: String, decomposed: String) {
        #expect(Array(composed.unicodeScalars) != Array(decomposed.unicodeScalars))
        #expect(tokens(of: composed) == tokens(of: decomposed))
        #expect(WordTokens.ofQuestion([composed]) == WordTokens.ofQuestion([decomposed]))
    }

    @Test(
        "A question looks up stems, words with diacritics, and pairs of a run",
        arguments: [
            ("climbing", ["climbing", "~climb"]), ("tea", ["tea", "~tea"]), ("Résumés", ["resumes", "~resum"]),
            ("das Haus", ["das", "haus"]),
            ("花生酱", ["花生", "生酱"]),
            ("猫", ["猫"]), ("☕ ☕", ["☕"]),
            ("nightingale\u{200d}is 7431", ["nightingaleis", "~nightingalei", "7431", "~7431"]),
            ("\" OR *", []),
        ]
    )
    func questionsAreCut(question: String, expected: [String]) {
        #expect(
            WordTokens.ofQuestion(QueryWords.of(question)).map(\.text).filter { $0 != "or" && $0 != "~or" } == expected
        )
    }

    @Test("A token counts twice where the token at its companion's place is missing; stems count once")
    func companions() {
        #expect(WordTokens.ofQuestion(["☕", "climbing", "花生", "climbs"]).map(\.companion) == [nil, 2, 2, nil, 2])
        #expect(WordTokens.ofQuestion(["das", "haus", "ist"]).map(\.companion) == [nil, nil, nil])
        // The last word of a question that is too long has no place for its stem.
        let many = WordTokens.ofQuestion(["☕"] + (0..<100).map { "word\($0)" })
        #expect(many.count == WordTokens.mostOfQuestion && many.last?.companion == nil)
    }

    @Test(
        "Only texts that may be English have stems; a foreign name does not make a text foreign",
        arguments: [
            ("The user saw a painting of Van Gogh", true), ("Van Gogh exhibition", true),
            ("Visited La Paz", true),
            ("peanuts", true), ("The user read Das Kapital and liked it", true),
            ("Das Haus am See", false),
            ("le fils et la fille", false), ("Zij heeft een huis", false),
            ("Vive en la casa de su hermano", false),
            ("La casa della nonna", false), ("Jag har ett hus", false),
            ("Las Vegas and Los Angeles", true), ("Studied at MIT", true),
        ]
    )
    func stemsAreEnglish(text: String, hasStems: Bool) {
        #expect(tokens(of: text).contains { $0.hasPrefix("+~") } == hasStems)
    }

    @Test("Only English stop words are dropped: a word with a diacritic is kept")
    func stopWordsAreEnglish() {
        #expect(QueryWords.of("the bé and là") == ["be", "la"])
        #expect(QueryWords.of("what is 猫の名前") == ["猫の名前"])
    }

    @Test(
        "In every text, a question with one of its words finds it, and every token comes from one word"
    )
    func questionsFindTexts() {
        var random = SplitMix64(seed: 7)
        let ranges: [ClosedRange<UInt32>] = [
            0x20...0x7E, 0xA0...0x24F, 0x300...0x36F, 0x370...0x52F, 0x590...0x6FF, 0x900...0xEFF, 0x1000...0x11FF,
            0x1780...0x17FF,
            0x1E00...0x206F, 0x20D0...0x2BFF, 0x3000...0x30FF, 0x4E00...0x4FFF, 0xAC00...0xADFF, 0xF900...0xFAFF,
            0xFB00...0xFFFF,
            0x1F1E6...0x1F64F, 0xE0000...0xE01EF,
        ]
        for _ in 0..<2_000 {
            var scalars = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 1...12, using: &random) {
                if let scalar = Unicode.Scalar(UInt32.random(in: ranges.randomElement(using: &random)!, using: &random))
                {
                    scalars.append(scalar)
                }
            }
            let text = String(scalars)
            let known = Set(tokens(of: text).map { $0.hasPrefix("+") ? String($0.dropFirst()) : $0 })
            for word in QueryWords.of(text) {
                let asked = WordTokens.ofQuestion([word])
                #expect(
                    asked.contains { known.contains($0.text) },
                    "\(text.unicodeScalars.map { String($0.value, radix: 16) })"
                )
            }
            for token in known {
                #expect(!token.utf8.contains { $0 <= 0x20 || $0 == 0x22 || $0 == 0x2A }, "\(Array(token.utf8))")
            }
        }
    }

    @Test("Invalid UTF-8 ends words and does no harm")
    func brokenBytes() {
        for bytes in [
            [0x61, 0xFF, 0x62], [0xE4, 0xB8], [0xF0, 0x9F, 0x98], [0xC3], [0x80, 0x80], [0xED, 0xA0, 0x80],
            [0xF7, 0xBF, 0xBF, 0xBF],
        ] as [[UInt8]] {
            bytes.withUnsafeBufferPointer { WordTokens.ofText($0) { token, _ in #expect(!token.isEmpty) } }
        }
    }
}

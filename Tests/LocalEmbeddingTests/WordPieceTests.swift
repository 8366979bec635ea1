import Testing

@testable import LocalEmbedding

@Suite struct WordSplitterTests {
    static func words(_ text: String) -> [String] {
        var words: [String] = []
        WordSplitter.split(text) { word, scalars in
            words.append(String(decoding: word, as: UTF8.self))
            #expect(words.last?.unicodeScalars.count == scalars)
            return true
        }
        return words
    }

    @Test(
        arguments: [
            ("", []),
            ("Hello, World!", ["hello", ",", "world", "!"]),
            ("a\u{0}b\tc\u{7}d", ["ab", "cd"]),
            ("$5+~", ["$", "5", "+", "~"]),
            ("Crème brûlée", ["creme", "brulee"]),
            ("e\u{301}E\u{327}\u{301}", ["ee"]),
            ("İSTANBUL", ["istanbul"]),
            ("ΟΔΟΣ", ["οδοσ"]),
            ("東京タワー", ["東", "京", "タワー"]),
            ("zero\u{200b}width", ["zerowidth"]),
            ("no\u{a0}break\u{3000}space", ["no", "break", "space"]),
            ("“quoted”—dash", ["“", "quoted", "”", "—", "dash"]),
            ("€5", ["€5"]),
        ] as [(String, [String])]
    )
    func splitsLikeBERT(text: String, expected: [String]) {
        #expect(Self.words(text) == expected)
    }

    @Test(arguments: ["one two three four", "één twee drie vier", "中文字符", "a-b-c-d"])
    func stopsWhenTheBodyReturnsFalse(text: String) {
        var seen = 0
        WordSplitter.split(text) { _, _ in
            seen += 1
            return seen < 2
        }
        #expect(seen == 2)
    }
}

@Suite(.enabled(if: TestModel.isWanted, TestModel.whyNot)) struct WordPieceTests {
    private static func tokenizer() throws -> WordPiece {
        WordPiece(
            vocabulary: try ModelFile(path: TestModel.directory + "/vocab.txt").bytes().withUnsafeBytes {
                try Vocabulary(file: $0)
            }
        )
    }

    @Test func everyRecordedTextHasTheReferenceIds() throws {
        let tokenizer = try Self.tokenizer()
        #expect(Reference.recorded.tokens.count >= 300)
        for recorded in Reference.recorded.tokens {
            #expect(
                tokenizer.encode(recorded.text, limit: 256) == recorded.ids,
                "\(recorded.text.debugDescription.prefix(80))"
            )
        }
    }

    /// A text that contains the model's own marks must not control it.
    @Test(arguments: ["[SEP]", "a [CLS] b", "[MASK][PAD]", "[UNK]", "[sep]"]) func specialTokensInATextAreWords(
        text: String
    ) throws {
        let ids = try Self.tokenizer().encode(text, limit: 256)
        #expect(ids.first == 101)
        #expect(ids.last == 102)
        #expect(!ids.dropFirst().dropLast().contains { [0, 100, 101, 102, 103].contains($0) })
        #expect(ids.contains(1031))  // "["
    }

    @Test(arguments: [2, 3, 10, 256]) func neverReturnsMoreIdsThanTheLimit(limit: Int) throws {
        let ids = try Self.tokenizer().encode(String(repeating: "unaffable ", count: 300), limit: limit)
        #expect(ids.count == limit)
        #expect(ids.first == 101)
        #expect(ids.last == 102)
    }
}

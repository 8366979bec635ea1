/// The tokens by which the keyword index knows a text, and those that a question is looked up by.
///
/// Every word as it is written (without diacritics, docs/adr/0012); words of plain letters in a text that may be
/// English also by their English stem, which is a token of another kind; scripts without spaces by every two
/// neighbouring units and by each single one; emoji by themselves.
package enum WordTokens {
    /// More of a question are not looked up.
    package static let mostOfQuestion = 128
    /// Begins the token of a stem: "haus" the word and "hau" the stem of "Haus" are not one token with "Hau". No word
    /// has this byte.
    private static let stemMark = UInt8(ascii: "~")

    /// Every token of a text, in order.
    /// - Parameters:
    ///   - text: UTF-8.
    ///   - body: `isBeside` is true for a token that stands beside the one before and does not make the text longer.
    package static func ofText(_ text: UnsafeBufferPointer<UInt8>, _ body: (_ token: [UInt8], _ isBeside: Bool) -> Void)
    {
        var language = TextLanguage()
        WordSplitter.split(text) { kind, bytes, _ in
            if case .word = kind { language.see(bytes) }
        }
        let hasStems = language.mayBeEnglish
        WordSplitter.split(text) { kind, bytes, starts in
            switch kind {
            case .word(isPlain: true):
                body(bytes, false)
                if hasStems {
                    body(stem(bytes), true)
                }
            case .word, .symbol:
                body(bytes, false)
            case .run:
                var last: ArraySlice<UInt8> = []
                for index in starts.indices {
                    let unit = bytes[starts[index]..<end(of: index, starts, bytes)]
                    if index + 1 < starts.count {
                        body(Array(bytes[starts[index]..<end(of: index + 1, starts, bytes)]), false)
                    }
                    // Not twice at one place.
                    if starts.count == 1 || index + 1 < starts.count || unit != last {
                        body(Array(unit), starts.count > 1)
                    }
                    last = unit
                }
            }
        }
    }

    private static func stem(_ word: [UInt8]) -> [UInt8] {
        var stem = word
        PorterStem.reduce(&stem)
        return [stemMark] + stem
    }

    /// How long a text is, in words: what stands beside another token does not count.
    package static func count(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        var count = 0
        WordSplitter.split(text) { kind, _, starts in
            if case .run = kind { count += max(1, starts.count - 1) } else { count += 1 }
        }
        return count
    }

    /// The tokens of a question, each once. A word is looked up as it is written and, where the question may be
    /// English, by its stem; so the exact word counts twice and comes first.
    /// - Parameter words: words as `QueryWords` finds them, or any text.
    package static func ofQuestion(_ words: [String]) -> [String] {
        var language = TextLanguage()
        for word in words {
            split(word) { kind, bytes, _ in
                if case .word = kind { language.see(bytes) }
            }
        }
        let hasStems = language.mayBeEnglish
        var seen: Set<[UInt8]> = []
        var tokens: [String] = []
        func add(_ token: some Sequence<UInt8>) {
            let token = Array(token)
            if tokens.count < mostOfQuestion, seen.insert(token).inserted {
                tokens.append(String(decoding: token, as: UTF8.self))
            }
        }
        for word in words {
            split(word) { kind, bytes, starts in
                switch kind {
                case .word:
                    add(bytes)
                    if hasStems, bytes.allSatisfy({ $0 < 0x80 }) {
                        add(stem(bytes))
                    }
                case .symbol: add(bytes)
                case .run:
                    if starts.count == 1 { add(bytes) }
                    for index in starts.indices.dropLast() {
                        add(bytes[starts[index]..<end(of: index + 1, starts, bytes)])
                    }
                }
            }
        }
        return tokens
    }

    static func split(_ text: String, _ body: (WordSplitter.Kind, [UInt8], [Int]) -> Void) {
        var text = text
        text.withUTF8 { WordSplitter.split($0, body) }
    }

    private static func end(of unit: Int, _ starts: [Int], _ bytes: [UInt8]) -> Int {
        unit + 1 < starts.count ? starts[unit + 1] : bytes.count
    }
}

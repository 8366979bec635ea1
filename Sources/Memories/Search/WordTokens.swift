/// The tokens under which the keyword index stores a text, and those that a question looks up.
///
/// Every word has a token as it is written (without diacritics, docs/adr/0012). Words of plain letters, in a text that
/// may be English, also have one for the English stem, of another kind. Scripts without spaces have one for every two
/// neighbouring units and for each single unit. Emoji have one each.
package enum WordTokens {
    /// The most tokens of a question that are looked up.
    package static let mostOfQuestion = 128
    /// The first byte of a stem's token: the stem "hau" of "Haus" must differ from the word "Hau". No word has this
    /// byte.
    private static let stemMark = UInt8(ascii: "~")

    /// Calls `body` with every token of a text, in order.
    /// - Parameters:
    ///   - text: UTF-8.
    ///   - body: `isBeside` is true for a token that shares its position with another and does not make the text
    ///     longer.
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
                    // Adds a single unit only once at one position.
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

    /// The length of a text in words: tokens that share a position with another do not count.
    package static func count(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        var count = 0
        WordSplitter.split(text) { kind, _, starts in
            if case .run = kind { count += max(1, starts.count - 1) } else { count += 1 }
        }
        return count
    }

    /// A token that a question is looked up by.
    package struct Asked: Equatable, Sendable {
        package let text: String
        /// The index of another token of the question. In a memory without that token this one counts twice, so that a
        /// word found without a stem weighs as much as an English word, which is found by two tokens.
        ///
        /// The companion of a word is its stem. A stem is its own companion and counts once. Other tokens have none and
        /// always count twice.
        package fileprivate(set) var companion: Int?
    }

    /// The tokens of a question, each once. A word is looked up as it is written and, when the question may be English,
    /// also by its stem; so the exact word ranks before other words of its stem.
    /// - Parameter words: words from `QueryWords`, or any text.
    package static func ofQuestion(_ words: [String]) -> [Asked] {
        var language = TextLanguage()
        for word in words {
            split(word) { kind, bytes, _ in
                if case .word = kind { language.see(bytes) }
            }
        }
        let hasStems = language.mayBeEnglish
        var places: [[UInt8]: Int] = [:]
        var tokens: [Asked] = []
        /// Returns where the token is, nil when it would be one too many.
        @discardableResult
        func add(_ token: some Sequence<UInt8>) -> Int? {
            let token = Array(token)
            if let place = places[token] { return place }
            guard tokens.count < mostOfQuestion else { return nil }
            places[token] = tokens.count
            tokens.append(Asked(text: String(decoding: token, as: UTF8.self)))
            return tokens.count - 1
        }
        for word in words {
            split(word) { kind, bytes, starts in
                switch kind {
                case .word:
                    let place = add(bytes)
                    if hasStems, bytes.allSatisfy({ $0 < 0x80 }), let place, let stem = add(stem(bytes)) {
                        tokens[place].companion = stem
                        tokens[stem].companion = stem
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

    /// Some tokens of a question. A word without its stem counts twice in every memory.
    /// - Parameter indices: ascending.
    package static func chosen(_ indices: [Int], of tokens: [Asked]) -> [Asked] {
        indices.map { index in
            var token = tokens[index]
            token.companion = token.companion.flatMap(indices.firstIndex(of:))
            return token
        }
    }

    static func split(_ text: String, _ body: (WordSplitter.Kind, [UInt8], [Int]) -> Void) {
        var text = text
        text.withUTF8 { WordSplitter.split($0, body) }
    }

    private static func end(of unit: Int, _ starts: [Int], _ bytes: [UInt8]) -> Int {
        unit + 1 < starts.count ? starts[unit + 1] : bytes.count
    }
}

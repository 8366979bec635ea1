/// The words of the pages in one language, by their English ones. What it does not have stays English.
struct MessageCatalogue: Sendable {
    /// The forms of each message: one, or one for each plural.
    private let messages: [String: [String]]
    private let rule: PluralRule
    /// The messages with holes, longest first, for sentences whose English is known only complete.
    private let patterns: [(pieces: [Substring], text: String)]

    init(messages: [String: [String]] = [:], rule: PluralRule = .germanic) {
        self.messages = messages
        self.rule = rule
        patterns = messages.compactMap { key, forms in
            let pieces = Self.pieces(of: key)
            // Short ones would match anything.
            guard pieces.count > 1, forms.count == 1, pieces.joined().count > 12 else { return nil }
            return (pieces, forms[0])
        }.sorted { $0.pieces.joined().count > $1.pieces.joined().count }
    }

    var isEmpty: Bool { messages.isEmpty }

    /// The English of every message.
    var keys: [String] { messages.keys.sorted() }

    /// The message in this language; nil when it is missing.
    func text(_ key: String) -> String? { messages[key]?.first }

    /// The form of a message for a number.
    func text(_ key: String, for number: Int) -> String? {
        guard let forms = messages[key], forms.count == rule.count else { return nil }
        return forms[rule.form(of: number)]
    }

    /// A complete English sentence in this language: one without values, or one whose values are found by the words
    /// around them. For faults, which are made where no language is known.
    func sentence(_ english: String) -> String? {
        if let text = text(english) { return text }
        for pattern in patterns {
            if let values = Self.values(in: english, between: pattern.pieces) {
                return Self.filled(pattern.text, with: values)
            }
        }
        return nil
    }

    /// A text with `{1}`, `{2}`… replaced by the values.
    static func filled(_ text: String, with values: [String]) -> String {
        guard !values.isEmpty else { return text }
        var filled = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            filled += rest[..<open]
            rest = rest[open...]
            let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
            if let number = Int(digits), rest.dropFirst(1 + digits.count).first == "}",
                values.indices.contains(number - 1)
            {
                filled += values[number - 1]
                rest = rest.dropFirst(digits.count + 2)
            } else {
                filled.append(rest.removeFirst())
            }
        }
        return filled + rest
    }

    /// The parts of a key around its holes, which are numbered in order.
    private static func pieces(of key: String) -> [Substring] {
        var pieces: [Substring] = []
        var rest = key[...]
        while let hole = rest.firstRange(of: "{\(pieces.count + 1)}") {
            pieces.append(rest[..<hole.lowerBound])
            rest = rest[hole.upperBound...]
        }
        return pieces + [rest]
    }

    private static func values(in sentence: String, between pieces: [Substring]) -> [String]? {
        guard sentence.hasPrefix(pieces[0]) else { return nil }
        var values: [String] = []
        var rest = sentence.dropFirst(pieces[0].count)
        for piece in pieces.dropFirst().dropLast() {
            guard let found = rest.firstRange(of: piece) else { return nil }
            values.append(String(rest[..<found.lowerBound]))
            rest = rest[found.upperBound...]
        }
        guard let last = pieces.last, rest.hasSuffix(last) else { return nil }
        return values + [String(rest.dropLast(last.count))]
    }
}

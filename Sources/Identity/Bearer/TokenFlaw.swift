/// Text that people often copy along with a token, or in place of it.
package enum TokenFlaw: Sendable, Hashable, CaseIterable {
    case quotes, placeholder, scheme, character

    /// The marks that people and editors put around a token: straight and curly quotes, and the backticks of Markdown.
    static let quoteMarks: Set<Character> = ["\"", "'", "`", "“", "”", "„", "‘", "’", "‚", "«", "»"]

    /// The flaw of a text whose characters are not those of a token.
    package init(_ text: some StringProtocol) {
        // By scalar: a combining mark after the quote would make it another character.
        let first = text.unicodeScalars.first.map(Character.init)
        self =
            switch first {
            case let mark? where Self.quoteMarks.contains(mark): .quotes
            case "$", "<", "{": .placeholder
            default: text.lowercased().hasPrefix("bearer ") ? .scheme : .character
            }
    }
}

/// Text that people often copy along with a token, or in place of it.
package enum TokenFlaw: Sendable, Hashable, CaseIterable {
    case quotes, placeholder, scheme, character

    /// The flaw of a text whose characters are not those of a token.
    package init(_ text: some StringProtocol) {
        switch text.utf8.first {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): self = .quotes
        case UInt8(ascii: "$"), UInt8(ascii: "<"), UInt8(ascii: "{"): self = .placeholder
        default: self = text.lowercased().hasPrefix("bearer ") ? .scheme : .character
        }
    }
}

/// A URI split at the places where every reader must split it (RFC 3986 §3), without further checks. It splits bytes,
/// not characters: a combining mark after a `/` would hide the slash.
package struct URIParts {
    /// The scheme in lower case.
    package let scheme: String
    /// The authority as written; nil when no `//` follows the scheme.
    package let authority: Substring?
    /// Everything after the authority, as written.
    package let rest: Substring

    /// Nil when the text does not begin with a scheme.
    package init?(_ text: some StringProtocol) {
        let text = Substring(text)
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let scheme = text[..<colon].lowercased()
        // The Kelvin sign becomes a `k` in lower case, so the original text is checked.
        guard text[..<colon].utf8.allSatisfy({ $0 < 0x80 }), URIScheme.isWellFormed(scheme) else { return nil }
        self.scheme = scheme
        let tail = text[text.utf8.index(after: colon)...]
        guard tail.utf8.starts(with: "//".utf8) else {
            (authority, rest) = (nil, tail)
            return
        }
        let place = tail.utf8.dropFirst(2)
        let end = place.firstIndex { "/?#".utf8.contains($0) } ?? place.endIndex
        (authority, rest) = (text[place.startIndex..<end], text[end...])
    }

    /// The path, without query and fragment.
    package var path: Substring { rest[..<(rest.utf8.firstIndex { "?#".utf8.contains($0) } ?? rest.endIndex)] }
}

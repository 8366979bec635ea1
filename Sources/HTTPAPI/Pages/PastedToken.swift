import Base
import Identity

/// A token as people paste it: with white space around it, in quotes, as the line `export TOKEN=…` printed at the first
/// start, or as a header value.
struct PastedToken: Sendable {
    /// The token alone, if one was found.
    let text: String

    init(_ pasted: String) {
        if let token = pasted.firstMatch(of: /amt_[0-9A-Za-z_]*/) {
            text = String(token.output)
            return
        }
        // A token from the settings, which may have any format.
        var rest = Self.bare(pasted[...])
        for word in ["export ", "Authorization:", "Bearer "] where rest.lowercased().hasPrefix(word.lowercased()) {
            rest = rest.dropFirst(word.count)
            if word == "export ", let sign = rest.firstIndex(of: "=") { rest = rest[rest.index(after: sign)...] }
            rest = Self.bare(rest)
        }
        text = String(rest)
    }

    /// Whether it begins like an API token but is incomplete: the checksum at its end is missing or wrong.
    var isIncomplete: Bool {
        text.hasPrefix(APITokenSecret.prefix) && BearerToken(text).flatMap { APITokenSecret($0) } == nil
    }

    /// The text without surrounding white space and quotes.
    private static func bare(_ text: Substring) -> Substring {
        let isAround = { (character: Character) in character.isWhitespace || "\"'`“”".contains(character) }
        var rest = text.drop(while: isAround)
        while let last = rest.last, isAround(last) { rest.removeLast() }
        return rest
    }
}

import Base
import Identity

/// A token as people paste it: with white space around, in quotes, as the line `export TOKEN=…` of the first start, or
/// as a header value.
struct PastedToken: Sendable {
    /// The token alone, as far as one can be found.
    let text: String

    init(_ pasted: String) {
        if let token = pasted.firstMatch(of: /amt_[0-9A-Za-z_]*/) {
            text = String(token.output)
            return
        }
        // One of the settings, of any form.
        var rest = Self.bare(pasted[...])
        for word in ["export ", "Authorization:", "Bearer "] where rest.lowercased().hasPrefix(word.lowercased()) {
            rest = rest.dropFirst(word.count)
            if word == "export ", let sign = rest.firstIndex(of: "=") { rest = rest[rest.index(after: sign)...] }
            rest = Self.bare(rest)
        }
        text = String(rest)
    }

    /// Whether it begins like an API token and cannot be a whole one: the checksum at its end would not be there.
    var isIncomplete: Bool {
        text.hasPrefix(APITokenSecret.prefix) && BearerToken(text).flatMap { APITokenSecret($0) } == nil
    }

    /// Without white space and quotes around.
    private static func bare(_ text: Substring) -> Substring {
        let isAround = { (character: Character) in character.isWhitespace || "\"'`“”".contains(character) }
        var rest = text.drop(while: isAround)
        while let last = rest.last, isAround(last) { rest.removeLast() }
        return rest
    }
}

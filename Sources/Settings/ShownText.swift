/// A value as commands, messages and the log show it.
package enum ShownText {
    /// Removes the parts of a URL that may be secret: user information, query and fragment. Text that is not a URL
    /// stays as it is.
    /// - Parameter isURL: whether the text should be a URL, even without a scheme.
    package static func of(_ text: String, isURL: Bool = false) -> String {
        let scheme = text.firstRange(of: "://")
        guard isURL || scheme != nil else { return text }
        let start = scheme?.upperBound ?? text.startIndex
        var rest = text[start...]
        var result = String(text[..<start])
        // The last one: a password can contain any character.
        if let at = rest.lastIndex(of: "@") {
            result += "…"
            rest = rest[at...]
        }
        guard let end = rest.firstIndex(where: { $0 == "?" || $0 == "#" }) else { return result + rest }
        return result + rest[...end] + "…"
    }

    /// At most 100 characters of a text, for a message.
    static func brief(_ text: String) -> String {
        text.count > 100 ? text.prefix(100) + "…" : text
    }
}

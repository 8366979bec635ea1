/// Names of URI schemes (RFC 3986 §3.1), in lower case.
package enum URIScheme {
    /// A letter, then letters, digits, `+`, `-` and `.`; at most 64 of them.
    package static func isWellFormed(_ scheme: some StringProtocol) -> Bool {
        guard let first = scheme.utf8.first, isLetter(first), scheme.utf8.count <= 64 else { return false }
        return scheme.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || [0x2b, 0x2d, 0x2e].contains($0) }
    }

    /// Schemes that browsers carry out or show themselves, or that belong to another protocol: no application owns
    /// them, and a redirect to one runs code or leaks the code that it carries.
    package static let reserved: Set<String> = [
        "about", "blob", "chrome", "chrome-extension", "content", "data", "edge", "feed", "file", "filesystem", "ftp",
        "ftps", "http",
        "https", "intent", "jar", "javascript", "mailto", "mhtml", "moz-extension", "ms-appx", "res", "resource",
        "search-ms", "sms", "ssh",
        "tel", "vbscript", "view-source", "wss", "ws", "wyciwyg",
    ]

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte) }
}

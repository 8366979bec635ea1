/// Names of URI schemes (RFC 3986 §3.1), in lower case.
package enum URIScheme {
    /// Whether `scheme` is a letter followed by letters, digits, `+`, `-` and `.`, at most 64 characters.
    package static func isWellFormed(_ scheme: some StringProtocol) -> Bool {
        guard scheme.utf8.first?.isLowerCaseLetter == true, scheme.utf8.count <= 64 else { return false }
        return scheme.utf8.allSatisfy { $0.isLowerCaseLetter || $0.isDigit || "+-.".utf8.contains($0) }
    }

    /// The default port of http and https; nil for other schemes.
    package static func defaultPort(_ scheme: String) -> UInt16? {
        switch scheme {
        case "http": 80
        case "https": 443
        default: nil
        }
    }

    /// Schemes that browsers handle themselves or that belong to another protocol. No application owns them; a redirect
    /// to one could run code or leak the authorization code.
    package static let reserved: Set<String> = [
        "about", "blob", "chrome", "chrome-extension", "content", "data", "edge", "feed", "file", "filesystem", "ftp",
        "ftps", "http",
        "https", "intent", "jar", "javascript", "mailto", "mhtml", "moz-extension", "ms-appx", "res", "resource",
        "search-ms", "sms", "ssh",
        "tel", "vbscript", "view-source", "wss", "ws", "wyciwyg",
    ]
}

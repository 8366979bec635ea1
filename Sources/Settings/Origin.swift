/// An origin as browsers write it (RFC 6454 §6.2): scheme, host and, unless it is the usual one, port. Nothing else,
/// for whatever is compared with it (issuers, `Origin` headers, redirect URIs) is compared to the letter.
enum Origin {
    /// In that form; nil for anything that is more or less than an origin of http or https.
    static func normalized(_ text: String) -> String? {
        guard let separator = text.firstRange(of: "://") else { return nil }
        let scheme = text[..<separator.lowerBound].lowercased()
        var authority = text[separator.upperBound...].lowercased()[...]
        if authority.hasSuffix("/") { authority.removeLast() }
        guard let usualPort = ["http": "80", "https": "443"][scheme], let (host, port) = split(authority), isHost(host)
        else { return nil }
        guard let port else { return "\(scheme)://\(host)" }
        guard let number = UInt16(port), number > 0, port == String(number) else { return nil }
        return port == usualPort ? "\(scheme)://\(host)" : "\(scheme)://\(host):\(port)"
    }

    static func split(_ authority: Substring) -> (host: Substring, port: String?)? {
        let end =
            authority.hasPrefix("[")
            ? authority.firstIndex(of: "]").map(authority.index(after:)) : authority.firstIndex(of: ":")
        guard let end, end < authority.endIndex else { return (authority, nil) }
        guard authority[end] == ":" else { return nil }
        return (authority[..<end], String(authority[authority.index(after: end)...]))
    }

    /// - Parameter more: what names may hold besides, outside of brackets.
    static func isHost(_ host: Substring, more: String = "") -> Bool {
        let (body, punctuation) =
            host.hasPrefix("[") && host.hasSuffix("]") ? (host.dropFirst().dropLast(), ":.") : (host, "-." + more)
        return !body.isEmpty && body.utf8.allSatisfy { $0.isLetterOrDigit || punctuation.utf8.contains($0) }
    }
}

extension UInt8 {
    /// Of ASCII.
    var isLetterOrDigit: Bool {
        (0x30...0x39).contains(self) || (0x41...0x5a).contains(self) || (0x61...0x7a).contains(self)
    }
}

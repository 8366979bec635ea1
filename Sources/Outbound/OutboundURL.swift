import Base

/// An http or https URL, taken apart strictly: what one parser calls the host is what another connects to.
package struct OutboundURL: Sendable, Hashable {
    /// With scheme and host in lower case, so that whoever looks the host up by its text finds what we found.
    package let text: String
    package let isSecure: Bool
    /// Lower case; an IPv6 address without its brackets.
    package let host: String
    package let port: Int

    /// Without the query: what may be written down.
    package var withoutQuery: String { String(text.prefix { $0 != "?" }) }

    /// Nil for another scheme, user information, a fragment, anything but visible ASCII, or a port out of range.
    package init?(_ text: String) {
        guard text.utf8.count <= 2_048, text.utf8.allSatisfy({ (0x21...0x7e).contains($0) && $0 != 0x5c && $0 != 0x23 })
        else {
            return nil
        }
        let lowered = text.lowercased()
        let tail: Substring
        if lowered.hasPrefix("https://") {
            isSecure = true
            tail = text.dropFirst(8)
        } else if lowered.hasPrefix("http://") {
            isSecure = false
            tail = text.dropFirst(7)
        } else {
            return nil
        }
        let authority = tail.prefix { $0 != "/" && $0 != "?" }
        guard !authority.isEmpty, !authority.contains("@") else { return nil }
        let name: Substring
        let rest: Substring
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            name = authority[authority.index(after: authority.startIndex)..<end]
            rest = authority[authority.index(after: end)...]
        } else {
            name = authority.prefix { $0 != ":" }
            rest = authority.dropFirst(name.count)
        }
        guard !name.isEmpty, name.utf8.allSatisfy({ $0 != 0x25 }) else { return nil }
        if rest.isEmpty {
            port = isSecure ? 443 : 80
        } else {
            guard rest.hasPrefix(":"), let number = UInt16(port: rest.dropFirst()) else { return nil }
            port = Int(number)
        }
        host = name.lowercased()
        self.text = (isSecure ? "https://" : "http://") + authority.lowercased() + tail.dropFirst(authority.count)
    }
}

package import Base

/// An http or https URL, parsed strictly, so that every parser finds the same host.
package struct OutboundURL: Sendable, Hashable {
    /// The URL with scheme and host in canonical form: the HTTP client looks up the host in this text, and must find
    /// the host whose addresses were checked.
    package let text: String
    package let isSecure: Bool
    package let host: Host
    package let port: Int

    /// The text without the query, for logs.
    package var withoutQuery: String { String(text.prefix { $0 != "?" }) }

    /// Nil for another scheme, user information, a fragment, anything but visible ASCII, or a port out of range.
    package init?(_ text: String) {
        guard text.utf8.count <= 2_048, text.utf8.allSatisfy({ (0x21...0x7e).contains($0) && $0 != 0x5c && $0 != 0x23 })
        else {
            return nil
        }
        guard let parts = URIParts(text), parts.scheme == "https" || parts.scheme == "http",
            let place = parts.authority.flatMap({ Authority($0) })
        else { return nil }
        isSecure = parts.scheme == "https"
        host = place.host
        port = Int(place.port ?? (isSecure ? 443 : 80))
        self.text = "\(parts.scheme)://\(place)\(parts.rest)"
    }
}

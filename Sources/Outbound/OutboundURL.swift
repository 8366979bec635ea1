package import Base

/// An http or https URL, taken apart strictly: what one parser calls the host is what another connects to.
package struct OutboundURL: Sendable, Hashable {
    /// With scheme and host in canonical form: the HTTP client, which looks the host up by this text, must find the
    /// host whose addresses were judged.
    package let text: String
    package let isSecure: Bool
    package let host: Host
    package let port: Int

    /// Without the query: what may be written down.
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

/// A web origin as browsers write it (RFC 6454 §6.2): scheme, host and, unless it is the default, port. Or `null`,
/// which stands for all that have no such form.
package struct Origin: Hashable, Sendable {
    /// Nil for `null`.
    package let host: Host?
    /// The canonical form, as `Origin` fields have it.
    package let text: String

    /// Of any scheme: extensions and apps have their own. Nil for anything more than an origin, except for a single
    /// slash at its end; a colon without a port is more.
    package init?(_ text: String) {
        if text.utf8.elementsEqual("null".utf8) {
            (host, self.text) = (nil, text)
            return
        }
        guard let parts = URIParts(text), let written = parts.authority, written.utf8.last != UInt8(ascii: ":"),
            let authority = Authority(written), parts.rest.isEmpty || parts.rest.utf8.elementsEqual("/".utf8)
        else { return nil }
        host = authority.host
        self.text = "\(parts.scheme)://\(authority.withoutDefaultPort(of: parts.scheme))"
    }

    /// Of http or https; nil for others too.
    package init?(web text: String) {
        self.init(text)
        guard isSecure || self.text.hasPrefix("http://") else { return nil }
    }

    package var isSecure: Bool { text.hasPrefix("https://") }
}

extension Origin: CustomStringConvertible {
    package var description: String { text }
}

/// A web origin as browsers write it (RFC 6454 §6.2): scheme, host and, unless it is the default, port. `null` stands
/// for all origins without such a form.
package struct Origin: Hashable, Sendable {
    /// The host; nil for `null`.
    package let host: Host?
    /// The canonical form, as in `Origin` fields.
    package let text: String

    /// Reads an origin of any scheme, because extensions and apps have their own. Nil for text with more than an
    /// origin, such as a colon without a port; a single slash at the end is allowed.
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

    /// Reads an origin of http or https; nil for all others.
    package init?(web text: String) {
        self.init(text)
        guard isSecure || self.text.hasPrefix("http://") else { return nil }
    }

    package var isSecure: Bool { text.hasPrefix("https://") }
}

extension Origin: CustomStringConvertible {
    package var description: String { text }
}

/// A host with an optional port: the authority of a URL (RFC 3986 §3.2) or the value of a `Host` field. User
/// information is never accepted.
package struct Authority: Hashable, Sendable {
    package let host: Host
    /// The port as written; nil when it is absent or empty.
    package let port: UInt16?

    package init?(_ text: some StringProtocol) {
        let text = Substring(text)
        let bytes = text.utf8
        let end =
            bytes.first == UInt8(ascii: "[")
            ? bytes.firstIndex(of: UInt8(ascii: "]")).map(bytes.index(after:)) : bytes.firstIndex(of: UInt8(ascii: ":"))
        guard let host = Host(text[..<(end ?? text.endIndex)]) else { return nil }
        self.host = host
        guard let end, end < text.endIndex else {
            port = nil
            return
        }
        guard bytes[end] == UInt8(ascii: ":") else { return nil }
        let digits = text[bytes.index(after: end)...]
        if digits.isEmpty {
            port = nil
        } else {
            guard let number = UInt16(port: digits) else { return nil }
            port = number
        }
    }

    init(host: Host, port: UInt16?) {
        (self.host, self.port) = (host, port)
    }

    /// The authority without a port that is the scheme's default.
    package func withoutDefaultPort(of scheme: String) -> Authority {
        port == URIScheme.defaultPort(scheme) ? Authority(host: host, port: nil) : self
    }
}

extension Authority: CustomStringConvertible {
    package var description: String { port.map { "\(host):\($0)" } ?? host.description }
}

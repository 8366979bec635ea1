package import Base

/// Where the server listens, and which proxies, hosts and origins it accepts.
package struct HTTPSettings: Sendable {
    package let host: String
    package let port: Int
    private let namedURL: String?
    /// The name of the authorization server (`oauth.issuer`), which is also a name of this server.
    var issuer: String?
    package let trustedProxies: [IPBlock]
    package let allowedHosts: [Host]
    package let allowedOrigins: [Origin]
    package let idleSeconds: Int
    package let transferSeconds: Int
    package let drainSeconds: Int
    /// Nil while the server speaks HTTP.
    package let tls: TLSSettings?

    init(_ s: SettingReader) {
        host = Self.address(
            s.string(
                "http.host",
                default: Self.defaultHost,
                form: "address",
                "The address to listen on. `0.0.0.0` listens on every address."
            ),
            s
        )
        port = s.int("http.port", default: 8_000, in: 0...65_535, "The TCP port. 0 picks a free one.")
        namedURL = s.origin(
            "http.publicUrl",
            "The URL that clients use, an origin such as `https://memory.example`. Default: `oauth.issuer`, else `http://` with host and "
                + "port."
        )
        trustedProxies = s.list(
            "http.trustedProxies",
            "Addresses or blocks of reverse proxies, such as `10.0.0.0/8`. Only their `X-Forwarded-For` header is used.",
            each: ListEntry.block
        )
        allowedHosts = s.list(
            "http.allowedHosts",
            "Additional host names of this server. Requests to `/mcp` with another `Host` header are rejected, which prevents DNS rebinding. "
                + "Loopback names and `http.host` are always allowed.",
            each: ListEntry.host
        )
        allowedOrigins = s.list(
            "http.allowedOrigins",
            "Web origins, such as `https://app.example`, whose pages can call `/mcp`. Loopback origins are always allowed.",
            each: ListEntry.origin
        )
        idleSeconds = s.int(
            "http.idleSeconds",
            default: 60,
            in: 1...3_600,
            "Seconds a connection can wait for the head of the next request before it is closed."
        )
        transferSeconds = s.int(
            "http.transferSeconds",
            default: 60,
            in: 1...3_600,
            "Seconds for a request body to arrive, or for a client to take a response, before the connection is closed."
        )
        drainSeconds = s.int(
            "http.drainSeconds",
            default: 10,
            in: 0...600,
            "Seconds that running requests can take to finish when the server is stopped."
        )
        tls = TLSSettings(s)
    }

    /// The address as sockets expect it, without the brackets of URLs.
    private static func address(_ text: String, _ s: SettingReader) -> String {
        if let host = Host(text) { return host.bare }
        if IPAddress(zoned: text) != nil { return text }
        s.note(
            "http.host: “\(ShownText.of(text))” is not an address such as 127.0.0.1, 0.0.0.0 (every address) or ::1. The port is http.port."
        )
        // Nothing else checks a text that is not an address: one value is one problem.
        return defaultHost
    }

    private static let defaultHost = "127.0.0.1"

    /// The URL that clients use; the issuer if `http.publicUrl` is not set.
    package var publicURL: String? { namedURL ?? issuer }

    /// The origin of this server without a trailing slash: as set, or the listening address. Nil when clients cannot
    /// connect to that (every address, a free port).
    package var origin: String? {
        if let publicURL { return publicURL }
        guard port != 0, !isEveryAddress else { return nil }
        return "http://\(hostInURL):\(port)"
    }

    /// Whether `host` means every address, so that it is not a name of this server.
    package var isEveryAddress: Bool { IPAddress(host)?.isUnspecified == true }

    /// `host` as it is written in URLs and `Host` fields (RFC 3986 §3.2.2).
    package var hostInURL: String { host.contains(":") ? "[\(host)]" : host }

    /// The URL at which a program on this machine reaches the server.
    package func localURL(port: Int) -> String {
        "\(tls == nil ? "http" : "https")://\(localHost.contains(":") ? "[\(localHost)]" : localHost):\(port)"
    }

    /// The address at which a program on this machine reaches the server. Programs cannot connect to an address that
    /// means every address.
    package var localHost: String {
        guard isEveryAddress else { return host }
        return host.contains(":") ? "::1" : "127.0.0.1"
    }

    /// A certificate is valid for a name, so clients must know the server by one, over https.
    func judgeTLS(_ s: SettingReader) {
        guard let tls else { return }
        guard let publicURL, publicURL.hasPrefix("https://") else {
            return s.note(
                "\(tls.mainSetting) needs http.publicUrl: the https URL with a name of the certificate, such as https://memory.example."
            )
        }
        guard case .authority(let authority) = tls.source, !authority.domains.isEmpty else { return }
        if let name = Origin(publicURL)?.host?.description, !authority.domains.contains(name) {
            s.note("tls.acme.domains does not contain \(name), the host of http.publicUrl. Add it.")
        }
        if authority.httpPort == port {
            s.note("tls.acme.httpPort and http.port are both \(port). The server needs two ports.")
        }
    }

    /// Why other machines can reach the server: a clause to follow "but". Nil when, according to the settings, only
    /// this machine can reach it.
    package var exposure: String? {
        if !Self.isLoopback(host) { return "the server would listen on \(host)" }
        let names = [publicURL, issuer].compactMap(\.self)
        return names.first { !Self.isLoopback(url: $0) }.map { "the server is reached as \($0)" }
    }

    /// Whether the URL points to this machine only.
    package static func isLoopback(url: String) -> Bool {
        URIParts(url)?.authority.flatMap { Authority($0) }?.host.isLoopback == true
    }

    /// - Parameter host: the value of `http.host`, where IPv6 addresses have no brackets.
    private static func isLoopback(_ host: String) -> Bool {
        IPAddress(host)?.isLoopback ?? (Host(host)?.isLoopback == true)
    }
}

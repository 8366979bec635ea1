/// The names of a server that listens on loopback: people type any spelling of the one address. No other server can
/// have these names, so the server may accept them from a `Host` field; every other name must be configured.
package struct LoopbackNames: Sendable, Hashable {
    /// The configured name: `http://127.0.0.1:8000`.
    package let origin: String
    /// All names, the configured one first.
    package let origins: [String]
    private let names: Set<Authority>

    /// Nil unless `origin` is one of these names over http.
    package init?(origin: String) {
        guard let parts = URIParts(origin), parts.scheme == "http", parts.rest.isEmpty,
            let authority = parts.authority.flatMap({ Authority($0) }), authority.host.isLoopbackName
        else { return nil }
        self.origin = origin
        let others = Host.loopbackNames.filter { $0 != authority.host }
        origins = [origin] + others.map { "http://\(Authority(host: $0, port: authority.port))" }
        let port = authority.withoutDefaultPort(of: "http").port
        names = Set(Host.loopbackNames.map { Authority(host: $0, port: port) })
    }

    /// A URL of this server under the name that the caller used in `Host` (`authority`), or under the configured name
    /// when that one is not a loopback name.
    /// - Parameter url: a URL below `origin`.
    package func url(_ url: String, for authority: String?) -> String {
        // Clients omit the default port.
        guard let called = authority.flatMap({ Authority($0) }), names.contains(called.withoutDefaultPort(of: "http")),
            url.hasPrefix(origin)
        else { return url }
        return "http://\(called)\(url.dropFirst(origin.count))"
    }
}

/// The names of a server that listens on loopback: one address, and people type any of its spellings. Nothing else can
/// have these names, so they may be taken from a `Host` field; any other name is configured, never believed.
package struct LoopbackNames: Sendable, Hashable {
    /// The one it is configured with: `http://127.0.0.1:8000`.
    package let origin: String
    /// All of them, that one first.
    package let origins: [String]
    private let names: Set<Authority>

    /// Nil for an origin that is not one of these over http.
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

    /// A URL of this server as the caller that used `authority` (`Host`) has to see it: under the caller's name when
    /// it is one of these, else under the configured one.
    /// - Parameter url: below `origin`.
    package func url(_ url: String, for authority: String?) -> String {
        // Clients leave the default port out.
        guard let authority, let called = Authority(authority)?.withoutDefaultPort(of: "http"), names.contains(called),
            url.hasPrefix(origin)
        else { return url }
        return "http://\(authority.lowercased())\(url.dropFirst(origin.count))"
    }
}

/// The names of a server that listens on loopback: one address, and people type any of its spellings. Nothing else can
/// have these names, so they may be taken from a `Host` field; any other name is configured, never believed.
package struct LoopbackNames: Sendable, Hashable {
    private static let hosts = ["localhost", "127.0.0.1", "[::1]"]

    /// The one it is configured with: `http://127.0.0.1:8000`.
    package let origin: String
    /// All of them, that one first.
    package let origins: [String]

    /// Nil for an origin that is not one of these over http.
    package init?(origin: String) {
        let isPort = { (rest: Substring) in rest.isEmpty || rest.hasPrefix(":") }
        guard
            let host = Self.hosts.first(where: {
                origin.hasPrefix("http://\($0)") && isPort(origin.dropFirst(7 + $0.count))
            })
        else {
            return nil
        }
        self.origin = origin
        let port = origin.dropFirst(7 + host.count)
        origins = [origin] + Self.hosts.filter { $0 != host }.map { "http://\($0)\(port)" }
    }

    /// A URL of ours as a caller has to see it that used `authority` (`Host`): under its own name, else under the
    /// configured one.
    /// - Parameter url: below `origin`.
    package func url(_ url: String, for authority: String?) -> String {
        guard let authority, url.hasPrefix(origin) else { return url }
        let called = "http://\(authority.lowercased())"
        // Clients leave the default port out.
        let isOurs = origins.contains(called) || (origin.hasSuffix(":80") && origins.contains("\(called):80"))
        return isOurs ? called + url.dropFirst(origin.count) : url
    }
}

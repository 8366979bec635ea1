import Base
import HTTPTypes
package import Hummingbird

/// Under which names we answer, and to which pages: against DNS rebinding, where a page of an attacker's site has its
/// name resolve to our address and so calls a server on the visitor's own machine or network.
package struct HostPolicy: Sendable, Hashable {
    /// Always, because nothing else can have these names.
    private static let loopback: Set<String> = ["localhost", "127.0.0.1", "[::1]"]

    private let hosts: Set<String>
    private let origins: Set<String>

    /// - Parameters:
    ///   - hosts: names without a port, besides loopback: `memory.example.org`, `192.0.2.7`, `[2001:db8::7]`.
    ///   - origins: of pages that may call us, besides loopback and our own hosts: `https://app.example.org`.
    package init(hosts: [String] = [], origins: [String] = []) {
        self.hosts = Self.loopback.union(hosts.map { $0.lowercased() })
        self.origins = Set(origins.map { $0.lowercased() })
    }

    /// The policy that also answers under the name of an origin of ours, and for its pages.
    package func answering(_ origin: String) -> HostPolicy {
        HostPolicy(hosts: Array(hosts) + [Self.host(ofOrigin: origin)], origins: Array(origins) + [origin])
    }

    /// Throws `forbidden` when the request names a host that is not ours, or comes from a page that may not call us.
    /// - Parameters:
    ///   - authority: the `Host` field, or HTTP/2's `:authority`.
    ///   - origin: the `Origin` field; absent when no browser is involved.
    package func check(authority: String?, origin: String?) throws {
        guard let authority, hosts.contains(Self.host(ofAuthority: authority.lowercased())) else {
            throw Fault(
                .forbidden,
                "This server does not answer under that name.",
                hints: .init(advice: "Name the host in http.allowedHosts, or set the public URL.")
            )
        }
        guard let origin else { return }
        guard allows(origin: origin) else {
            throw Fault(
                .forbidden,
                "Pages of that origin may not call this server.",
                hints: .init(advice: "Name the origin in http.allowedOrigins.")
            )
        }
    }

    static func isLoopback(authority: String?) -> Bool {
        loopback.contains(host(ofAuthority: authority?.lowercased() ?? ""))
    }

    /// Whether pages of that origin may call us.
    func allows(origin: String) -> Bool {
        let origin = origin.lowercased()
        return origins.contains(origin) || Self.loopback.contains(Self.host(ofOrigin: origin))
    }

    private static func host(ofAuthority authority: String) -> String {
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") { return String(authority[...end]) }
        return String(authority.prefix { $0 != ":" })
    }

    private static func host(ofOrigin origin: String) -> String {
        guard let separator = origin.firstRange(of: "://") else { return "" }
        return host(ofAuthority: String(origin[separator.upperBound...]))
    }
}

/// Applies a `HostPolicy` to the routes of its group.
package struct HostMiddleware<Context: RequestContext>: RouterMiddleware {
    private let policy: HostPolicy

    package init(_ policy: HostPolicy) {
        self.policy = policy
    }

    package func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        try policy.check(authority: request.head.authority, origin: request.headers[.origin])
        return try await next(request, context)
    }
}

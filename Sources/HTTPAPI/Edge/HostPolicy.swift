package import Base
import HTTPTypes
package import Hummingbird

/// The host names the server responds to, and the pages that may call it. This prevents DNS rebinding, where an
/// attacker's page has its own name resolve to our address and so reaches a server on the visitor's machine or network.
package struct HostPolicy: Sendable, Hashable {
    private let hosts: Set<Host>
    private let origins: Set<Origin>

    /// - Parameters:
    ///   - hosts: names and addresses besides loopback.
    ///   - origins: pages that may call the server, besides those on loopback: `https://app.example.org`.
    package init(hosts: [Host] = [], origins: [Origin] = []) {
        // Loopback names are always allowed, because only this machine can have them.
        self.hosts = Set(Host.loopbackNames + hosts)
        self.origins = Set(origins)
    }

    /// The policy that also accepts the name of `origin` and calls from its pages.
    package func answering(_ origin: Origin) -> HostPolicy {
        HostPolicy(hosts: hosts + [origin.host].compactMap(\.self), origins: origins + [origin])
    }

    /// Checks the host name and the calling page of a request.
    /// - Parameters:
    ///   - authority: the `Host` field, or HTTP/2's `:authority`.
    ///   - origin: the `Origin` field; absent when no browser is involved.
    /// - Throws: `forbidden` when the request names an unknown host, or comes from a page that may not call the server.
    package func check(authority: String?, origin: String?) throws {
        guard let host = authority.flatMap({ Authority($0) })?.host, hosts.contains(host) else {
            throw Fault(
                .forbidden,
                "This server does not respond under that host name.",
                hints: .init(advice: "Add the host to http.allowedHosts, or set http.publicUrl.")
            )
        }
        guard let origin else { return }
        guard allows(origin: origin) else {
            throw Fault(
                .forbidden,
                "Pages of that origin may not call this server.",
                hints: .init(advice: "Add the origin to http.allowedOrigins.")
            )
        }
    }

    static func isLoopback(authority: String?) -> Bool {
        authority.flatMap { Authority($0) }?.host.isLoopbackName == true
    }

    /// Whether pages of that origin may call the server.
    func allows(origin: String) -> Bool {
        guard let origin = Origin(origin) else { return false }
        return origins.contains(origin) || origin.host?.isLoopbackName == true
    }
}

/// Applies a `HostPolicy` to the routes of its group.
package struct HostMiddleware<Context: RequestContext>: RouterMiddleware {
    private let policy: HostPolicy

    package init(_ policy: HostPolicy) {
        self.policy = policy
    }

    package func handle(_ request: Request, context: Context, next: Next<Context>) async throws -> Response {
        try policy.check(authority: request.head.authority, origin: request.headers[.origin])
        return try await next(request, context)
    }
}

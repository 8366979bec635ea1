package import Base
import HTTPTypes
package import Hummingbird

/// Under which names we answer, and to which pages: against DNS rebinding, where a page of an attacker's site has its
/// name resolve to our address and so calls a server on the visitor's own machine or network.
package struct HostPolicy: Sendable, Hashable {
    private let hosts: Set<Host>
    private let origins: Set<Origin>

    /// - Parameters:
    ///   - hosts: names and addresses, besides those of loopback.
    ///   - origins: of pages that may call us, besides those on loopback: `https://app.example.org`.
    package init(hosts: [Host] = [], origins: [Origin] = []) {
        // Loopback always, because nothing else can have these names.
        self.hosts = Set(Host.loopbackNames + hosts)
        self.origins = Set(origins)
    }

    /// The policy that also answers under the name of an origin of ours, and for its pages.
    package func answering(_ origin: Origin) -> HostPolicy {
        HostPolicy(hosts: hosts + [origin.host].compactMap(\.self), origins: origins + [origin])
    }

    /// Throws `forbidden` when the request names a host that is not ours, or comes from a page that may not call us.
    /// - Parameters:
    ///   - authority: the `Host` field, or HTTP/2's `:authority`.
    ///   - origin: the `Origin` field; absent when no browser is involved.
    package func check(authority: String?, origin: String?) throws {
        guard let host = authority.flatMap({ Authority($0) })?.host, hosts.contains(host) else {
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
        authority.flatMap { Authority($0) }?.host.isLoopbackName == true
    }

    /// Whether pages of that origin may call us.
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

    package func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        try policy.check(authority: request.head.authority, origin: request.headers[.origin])
        return try await next(request, context)
    }
}

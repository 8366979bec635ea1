import HTTPTypes
package import Hummingbird

/// Lets pages of the origins in a `HostPolicy` read a route's responses, including errors, so that a client in a
/// browser sees the challenge (Fetch standard, CORS protocol). Cookies are never sent for them.
///
/// Replaces Hummingbird's `CORSMiddleware`, which only compares with a fixed list; here loopback is allowed on every
/// port.
package struct NamedOrigins: RouterMiddleware {
    package typealias Context = EdgeContext

    private let hosts: HostPolicy

    init(hosts: HostPolicy) {
        self.hosts = hosts
    }

    package func handle(_ request: Request, context: EdgeContext, next: Next<EdgeContext>) async throws -> Response {
        var response = try await next(request, context)
        // A page for a browser also varies with its language.
        response.headers.append(HTTPField(name: .vary, value: "Origin"))
        guard let origin = request.headers[.origin], hosts.allows(origin: origin) else { return response }
        response.share(
            with: origin,
            request,
            methods: "POST, OPTIONS",
            headers:
                "Authorization, Content-Type, Accept, MCP-Protocol-Version, Mcp-Method, Mcp-Name, Mcp-Session-Id, Last-Event-ID"
        )
        return response
    }
}

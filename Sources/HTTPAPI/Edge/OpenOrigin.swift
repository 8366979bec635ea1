import HTTPTypes
import Hummingbird

/// Lets pages of any origin call routes for programs (OAuth 2.1 §3.2), because those carry no cookies. Never used on
/// `/authorize`.
struct OpenOrigin: RouterMiddleware {
    typealias Context = EdgeContext

    func handle(_ request: Request, context: EdgeContext, next: Next<EdgeContext>) async throws -> Response {
        var response = try await next(request, context)
        response.share(
            with: "*",
            request,
            methods: "GET, POST, PUT, DELETE, OPTIONS",
            headers: "Authorization, Content-Type, MCP-Protocol-Version"
        )
        return response
    }
}

extension Response {
    /// Lets pages of an origin read the response, and handles the preflight request that a browser sends first (Fetch
    /// standard, CORS protocol).
    mutating func share(with origin: String, _ request: Request, methods: String, headers names: String) {
        headers[.accessControlAllowOrigin] = origin
        if request.method == .options {
            headers[.accessControlAllowMethods] = methods
            headers[.accessControlAllowHeaders] = names
            headers[.accessControlMaxAge] = "600"
        } else {
            headers[.accessControlExposeHeaders] = "WWW-Authenticate, Retry-After"
        }
    }
}

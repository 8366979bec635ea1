import HTTPTypes
import Hummingbird

/// Machines' routes may be called by pages of any origin (OAuth 2.1 §3.2): they carry no cookies. Never on
/// `/authorize`.
struct OpenOrigin: RouterMiddleware {
    typealias Context = EdgeContext

    func handle(
        _ request: Request,
        context: EdgeContext,
        next: (Request, EdgeContext) async throws -> Response
    ) async throws -> Response {
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
    /// Lets pages of an origin read it, and answers the question that a browser asks before (Fetch standard, CORS
    /// protocol).
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

import HTTPTypes
import Hummingbird

/// Machines' routes may be called by pages of any origin (OAuth 2.1 §3.2): they carry no cookies. Never on `/authorize`.
struct OpenOrigin: RouterMiddleware {
    typealias Context = EdgeContext

    func handle(
        _ request: Request, context: EdgeContext, next: (Request, EdgeContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.accessControlAllowOrigin] = "*"
        if request.method == .options {
            response.headers[.accessControlAllowMethods] = "GET, POST, PUT, DELETE, OPTIONS"
            response.headers[.accessControlAllowHeaders] = "Authorization, Content-Type, MCP-Protocol-Version"
            response.headers[.accessControlMaxAge] = "600"
        } else {
            response.headers[.accessControlExposeHeaders] = "WWW-Authenticate, Retry-After"
        }
        return response
    }
}

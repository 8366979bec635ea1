import HTTPTypes
import Hummingbird

/// Headers of every response for browsers: do not guess types, do not frame, load nothing, send no referrer, and do not
/// store responses that needed a credential. A page that needs more sets its own policy, which is then kept.
struct SecurityHeaders: RouterMiddleware {
    typealias Context = EdgeContext

    /// The server is reached by https only, so browsers may remember that (RFC 6797).
    let isHTTPS: Bool

    func handle(_ request: Request, context: EdgeContext, next: Next<EdgeContext>) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.referrerPolicy] = "no-referrer"
        if response.headers[.contentSecurityPolicy] == nil {
            response.headers[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'"
        }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        // The same for HTTP/1.0 caches (RFC 6749 §5.1).
        if response.headers[.cacheControl] == "no-store" { response.headers[.pragma] = "no-cache" }
        if isHTTPS { response.headers[.strictTransportSecurity] = "max-age=31536000" }
        return response
    }
}

extension HTTPField.Name {
    static let pragma = HTTPField.Name("Pragma")!
    static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
}

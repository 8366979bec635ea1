import HTTPAPI
import Hummingbird

extension RouterMethods {
    /// Mounts one operation.
    func on(
        _ endpoint: CouchbaseEndpoint,
        _ method: HTTPRequest.Method,
        use answer: @escaping @Sendable (Request, Context) async throws -> Response
    ) {
        on(RouterPath(endpoint.rawValue), method: method, use: answer)
    }
}

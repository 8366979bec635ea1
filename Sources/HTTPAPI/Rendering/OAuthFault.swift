package import Base
import HTTPTypes
package import Hummingbird
import NIOCore

/// Renders faults at the OAuth endpoints for programs (token, revoke, introspect, register, userinfo): JSON of RFC 6749
/// §5.2, never stored.
package struct OAuthFault: FaultRenderer {
    package init() {}

    package func response(to fault: Fault, of request: Request, id: String) -> Response {
        var text = JSONWriter()
        text.object { text in
            text.member("error", fault.code.oauthError)
            // §5.2 allows the same characters here as RFC 6750 does in a challenge.
            text.member("error_description", BearerChallenge.quotable(fault.shownDetail(id: id)))
        }
        var headers: HTTPFields = [.contentType: "application/json", .cacheControl: "no-store", .requestID: id]
        headers[.retryAfter] = fault.hints.retryAfter.map(String.init)
        headers[.wwwAuthenticate] = Self.challenge(fault, request)
        return Response(
            status: .init(code: fault.code.status),
            headers: headers,
            body: .init(byteBuffer: ByteBuffer(bytes: text.bytes))
        )
    }

    /// The challenge. Where a bearer token is required, its own (RFC 6750 §3). Elsewhere §5.2: a client that tried the
    /// `Authorization` header is told the scheme to use; it would only confuse other clients.
    private static func challenge(_ fault: Fault, _ request: Request) -> String? {
        guard fault.code == .invalidClient else { return BearerChallenge(scopes: nil).value(for: fault) }
        return request.headers[.authorization]?.prefix(6).lowercased() == "basic "
            ? "Basic realm=\"agent-memory\"" : nil
    }
}

package import ACME
import AsyncHTTPClient
package import Base
import NIOCore
import NIOHTTP1

/// The way to a certificate authority.
package struct AuthorityConnection: AuthorityTransport {
    private let http: GuardedHTTP
    private let time: any TimeSource

    package init(_ http: GuardedHTTP, _ time: any TimeSource) {
        (self.http, self.time) = (http, time)
    }

    /// - Throws: `OutboundFailure`.
    package func exchange(_ request: AuthorityRequest) async throws -> AuthorityResponse {
        let response = try await http.send(request.url) { message in
            message.method = HTTPMethod(rawValue: request.method.rawValue)
            guard request.method == .post else { return }
            // RFC 8555 §6.2.
            message.headers.add(name: "Content-Type", value: "application/jose+json")
            message.body = .bytes(ByteBuffer(bytes: request.body))
        }
        return AuthorityResponse(
            status: response.status,
            contentType: response.contentType,
            nonce: response.nonce,
            location: response.location,
            retryAfter: response.retryAfter.flatMap(pause),
            body: response.body
        )
    }

    /// Seconds or a date (RFC 9110 §10.2.3), at most a day.
    private func pause(_ text: String) -> Duration? {
        if let seconds = OutsideNumber.retryAfter.read(text) { return .seconds(seconds) }
        guard let date = HTTPDate.timestamp(text) else { return nil }
        return .seconds(OutsideNumber.retryAfter.clamp(Int(date.since(time.now()).components.seconds)))
    }
}

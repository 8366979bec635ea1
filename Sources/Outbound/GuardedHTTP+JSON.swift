import AsyncHTTPClient
package import Base
import NIOCore
import NIOHTTP1

extension GuardedHTTP {
    /// Posts JSON with an access token or API token, for a server of the operator's choice.
    /// - Parameter headers: in addition to `Accept`, `Authorization` and `Content-Type`.
    /// - Throws: `OutboundFailure`. A response with any status except a redirect is returned.
    package func post(_ url: String, json: [UInt8], bearer: Secret?, headers: [(String, String)]) async throws
        -> Response
    {
        try await send(url) { request in
            request.method = .POST
            request.headers.add(name: "Accept", value: "application/json, text/event-stream")
            if let bearer { request.headers.add(name: "Authorization", value: "Bearer \(bearer.reveal())") }
            request.headers.add(name: "Content-Type", value: "application/json")
            for (name, value) in headers { request.headers.add(name: name, value: value) }
            request.body = .bytes(ByteBuffer(bytes: json))
        }
    }
}

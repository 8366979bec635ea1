import AsyncHTTPClient
package import Base
import NIOCore
import NIOHTTP1

/// Sends traces to a collector: OTLP over HTTP, in JSON.
package final class TraceSender: Sendable {
    private let url: OutboundURL
    private let authorization: Secret?
    private let client: HTTPClient

    /// Nil for a text that is not an http or https URL.
    /// - Parameters:
    ///   - url: the collector's, such as `http://127.0.0.1:4318`; `/v1/traces` is added when it has no path.
    ///   - authorization: the value of that header.
    package init?(_ url: String, authorization: Secret?) {
        guard let parts = URIParts(url) else { return nil }
        let base = url.hasSuffix("/") ? String(url.dropLast()) : url
        guard let url = OutboundURL(["", "/"].contains(parts.path) ? base + "/v1/traces" : url) else { return nil }
        self.url = url
        self.authorization = authorization
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout = .init(connect: .seconds(5))
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// - Throws: `OutboundFailure` unless the collector accepted the spans.
    package func send(_ spans: [UInt8]) async throws {
        var request = HTTPClientRequest(url: url.text)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "User-Agent", value: "agent-memory")
        if let authorization { request.headers.add(name: "Authorization", value: authorization.reveal()) }
        request.body = .bytes(ByteBuffer(bytes: spans))
        let status: UInt
        do {
            let response = try await client.execute(request, timeout: .seconds(10))
            // Read, so that the connection can be used again.
            _ = try await response.body.collect(upTo: 65_536)
            status = response.status.code
        } catch {
            throw OutboundFailure.connectionFailed(url: url.withoutQuery, reason: ConnectionPhrase.connection(error))
        }
        guard (200..<300).contains(status) else {
            throw OutboundFailure.status(url: url.withoutQuery, code: Int(status))
        }
    }

    /// Ends its connections, once, after the last use.
    package func close() async { try? await client.shutdown() }
}

import Base
import HTTPTypes
import HummingbirdTesting
import NIOCore

/// Calls the server as a client would.
struct Caller: Sendable {
    let client: any TestClientProtocol

    /// All requests that change memories.
    static let writes: [(HTTPRequest.Method, String, JSONValue?)] = [
        (.put, "/v1/working-memory/s", [:]), (.delete, "/v1/working-memory/s", nil),
        (.post, "/v1/long-term-memory", ["memories": []]), (.delete, "/v1/long-term-memory?memory_ids=x", nil),
        (.patch, "/v1/long-term-memory/x", ["text": "y"]), (.post, "/v1/long-term-memory/forget", ["policy": [:]]),
        (.post, "/v1/long-term-memory/compact", nil),
    ]

    func callAsFunction(
        _ method: HTTPRequest.Method,
        _ path: String,
        token: String? = nil,
        headers: HTTPFields = [:],
        json: JSONValue? = nil,
        body: String? = nil,
        bytes: [UInt8]? = nil
    ) async throws -> Answer {
        var headers = headers
        if let token { headers[.authorization] = "Bearer \(token)" }
        var buffer = body.map { ByteBuffer(string: $0) } ?? bytes.map { ByteBuffer(bytes: $0) }
        if let json {
            buffer = ByteBuffer(bytes: try StrictJSON.encode(json))
            headers[.contentType] = "application/json"
        }
        return try await client.execute(uri: path, method: method, headers: headers, body: buffer) { response in
            Answer(
                status: response.status.code,
                headers: response.headers,
                text: String(buffer: response.body),
                bytes: Array(buffer: response.body)
            )
        }
    }

    /// Calls a method without parameters at `/mcp`.
    func rpc(_ method: String, token: String?) async throws -> Answer {
        try await self(
            .post,
            "/mcp",
            token: token,
            headers: [.accept: "application/json, text/event-stream"],
            json: ["jsonrpc": "2.0", "id": 1, "method": .string(method)]
        )
    }
}

struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let text: String
    /// The body as it came; empty for an answer that was not sent over HTTP.
    var bytes: [UInt8] = []

    /// Null when the body is not JSON.
    var json: JSONValue { (try? StrictJSON.parse(Array(text.utf8), maxDepth: 64)) ?? .null }
    var detail: String? { json["detail"]?.string }
    /// The status and the sentence of a problem, which tables compare.
    var words: String { "\(status) \(detail ?? "-")" }
}

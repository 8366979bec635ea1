package import Base
package import Hummingbird
package import MCP

/// MCP's former transport, "HTTP with SSE" (2024-11-05 transports), for the clients of other systems that still use it: a
/// GET opens a stream, whose first event names the address for messages; each response comes on the stream.
///
/// Every message is authenticated as any request is, so a revoked token ends what the client can do at once. A stream is
/// held by the process that opened it.
package struct SSETransport: Sendable {
    private let exchange: MCPExchange
    private let random: any RandomSource
    private let streams = SSEStreams()

    package init(options: HTTPOptions, random: any RandomSource) {
        exchange = MCPExchange(options: options)
        self.random = random
    }

    /// The response to the GET.
    /// - Parameters:
    ///   - dispatcher: the server at this address.
    ///   - path: where the client sends its messages, percent-encoded.
    package func open(_ context: AuthenticatedContext, _ dispatcher: Dispatcher, messagesAt path: String) throws
        -> Response
    {
        try MCPExchange.checkScopes(of: context.principal)
        let id = random.bytes(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let (stream, events) = try streams.open(id, for: context.principal, dispatcher: dispatcher)
        stream.send(ServerEvent("endpoint", data: "\(path)?session_id=\(id)".utf8))
        return .events(events, of: stream.end)
    }

    /// The response to a POST of a message: 202, and the answer on the stream.
    /// - Throws: `notFound` for a stream that the caller did not open; the faults of `MCPExchange`.
    package func receive(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let query = try QueryWire(request.uri.query)
        let id = query.wire.requiredText("session_id")
        try query.check()
        try MCPExchange.checkScopes(of: context.principal)
        guard let stream = streams.stream(id, of: context.principal) else {
            throw Fault(.notFound, "Session not found", hints: .init(advice: "Open the stream again."))
        }
        switch try await exchange.outcome(of: request, for: context.principal, by: stream.dispatcher) {
        case .reply(_, let message): stream.send(ServerEvent("message", data: try StrictJSON.encode(message)))
        case .text(let text): stream.send(ServerEvent("message", data: text))
        case .accepted: break
        case .refused(let fault): throw fault
        }
        return Response(
            status: .accepted,
            headers: [.contentType: "text/plain"],
            body: .init(byteBuffer: ByteBuffer(string: "Accepted"))
        )
    }
}

import Base
import HTTPTypes
package import Hummingbird
package import Identity
package import MCP
import NIOCore

/// One message of MCP in a POST, and the response to it (Streamable HTTP of both eras).
package struct MCPExchange: Sendable {
    private let bodyLimit: Int

    package init(options: HTTPOptions) {
        bodyLimit = options.bodyLimit
    }

    /// - Throws: `Fault` for errors of HTTP: 401 and 403 with a challenge, 413, 415.
    package func answer(_ request: Request, for principal: Principal, by dispatcher: Dispatcher) async throws
        -> Response
    {
        try Self.checkScopes(of: principal)
        guard let format = Format(accepting: request.headers[values: .accept]) else { return try Self.notAcceptable }
        switch try await outcome(of: request, for: principal, by: dispatcher) {
        case .reply(let status, let message):
            let text = try StrictJSON.encode(message)
            return Self.response(status, text, as: status == 200 ? format : .json)
        case .text(let text): return Self.response(200, text, as: format)
        case .accepted: return Response(status: .accepted)
        case .refused(let fault): throw fault
        }
    }

    /// The outcome of the message in the body.
    func outcome(of request: Request, for principal: Principal, by dispatcher: Dispatcher) async throws -> Outcome {
        guard Self.isJSON(request.headers[.contentType]) else {
            throw Fault(.unsupportedMediaType, "Send one JSON-RPC message with Content-Type: application/json.")
        }
        let body = try await request.body(upTo: bodyLimit)
        let headers = RequestHeaders(request.headers.map { ($0.name.rawName, $0.value) })
        return await dispatcher.outcome(of: Array(body.readableBytesView), through: .http(headers), for: principal)
    }

    /// A login for `openid` alone: every list would be empty, and the client would never learn which scopes to request.
    static func checkScopes(of principal: Principal) throws {
        guard principal.scopes.contains(.read) else {
            throw Fault(
                .insufficientScope,
                "This token has no access to memories. Request the scope memory:read or memory:write.",
                hints: .init(scope: ScopeSet.write.names.joined(separator: " "))
            )
        }
    }

    private static func response(_ status: Int, _ message: [UInt8], as format: Format) -> Response {
        Response(
            status: .init(code: status),
            headers: [.contentType: format.rawValue, .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: format.frame(message)))
        )
    }

    private static var notAcceptable: Response {
        get throws {
            let error = RPCError(.invalidRequest, "Send the header Accept: application/json, text/event-stream.")
            return response(406, try StrictJSON.encode(error.response(to: nil)), as: .json)
        }
    }

    static func isJSON(_ contentType: String?) -> Bool {
        contentType.map { mediaType($0[...]) } == "application/json"
    }

    /// The media type without parameters, in lower case.
    private static func mediaType(_ text: Substring) -> String {
        text.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }.lowercased()
    }

    /// The format of a response.
    private enum Format: String {
        case json = "application/json"
        case eventStream = "text/event-stream"

        /// Clients accept JSON and event streams; they get JSON. Without the field everything is accepted (RFC 9110
        /// §12.5.1).
        init?(accepting fields: [String]) {
            let types = Set(fields.flatMap { $0.split(separator: ",") }.map(mediaType))
            if fields.isEmpty || !types.isDisjoint(with: ["application/json", "application/*", "*/*"]) {
                self = .json
            } else if types.contains("text/event-stream") || types.contains("text/*") {
                self = .eventStream
            } else {
                return nil
            }
        }

        /// Our JSON text has no line ends, so it is one line of an event (HTML standard, server-sent events).
        func frame(_ json: [UInt8]) -> [UInt8] {
            switch self {
            case .json: json
            case .eventStream: Array("event: message\ndata: ".utf8) + json + Array("\n\n".utf8)
            }
        }
    }
}

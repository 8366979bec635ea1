package import Base

/// An error in the form of JSON-RPC.
package struct RPCError: Error, Sendable, Hashable {
    /// The codes of JSON-RPC 2.0 §5.1; those below −32000 are defined by MCP 2026-07-28 (basic/index, "Error codes").
    package enum Code: Int64, Sendable, Hashable, CaseIterable {
        case parse = -32700
        case invalidRequest = -32600
        case methodNotFound = -32601
        case invalidParams = -32602
        case `internal` = -32603
        /// Headers and body disagree, or a required header is missing.
        case headerMismatch = -32020
        case unsupportedVersion = -32022
        /// The credential does not allow it, where no HTTP status can say so. This server chose the code, outside the
        /// range that JSON-RPC reserves, as MCP demands of new codes (basic/index, "Error codes").
        case notAuthorized = -31403

        /// The HTTP status of a 2026-07-28 response (transports/streamable-http). The specification does not define one
        /// for −32603.
        var status: Int {
            switch self {
            case .parse, .invalidRequest, .invalidParams, .headerMismatch, .unsupportedVersion: 400
            case .notAuthorized: 403
            case .methodNotFound: 404
            case .internal: 500
            }
        }

        /// The HTTP status up to 2025-11-25: only a body that cannot be read as a request is an HTTP error.
        var handshakeStatus: Int {
            switch self {
            case .parse, .invalidRequest, .headerMismatch, .unsupportedVersion: 400
            case .methodNotFound, .invalidParams, .internal, .notAuthorized: 200
            }
        }
    }

    package let code: Code
    /// One sentence, safe to show.
    package let message: String
    package let details: JSONValue?

    package init(_ code: Code, _ message: String, details: JSONValue? = nil) {
        self.code = code
        self.message = message
        self.details = details
    }

    /// The whole response; the id is null when the request's could not be read (JSON-RPC 2.0 §5).
    package func response(to id: RPCID?) -> JSONValue {
        var error: [String: JSONValue] = ["code": .integer(code.rawValue), "message": .string(message)]
        error["data"] = details
        return ["jsonrpc": "2.0", "id": id?.json ?? .null, "error": .object(error)]
    }
}

/// The reason why a text cannot be accepted as a message, with the id as far as it could be read.
package struct RPCRejection: Error, Sendable, Hashable {
    package let id: RPCID?
    package let error: RPCError
}

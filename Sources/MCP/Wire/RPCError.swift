package import Base

/// An error as JSON-RPC shows it.
package struct RPCError: Error, Sendable, Hashable {
    /// JSON-RPC 2.0 §5.1; below −32000 what MCP 2026-07-28 allots (basic/index, "Error codes").
    package enum Code: Int64, Sendable, Hashable, CaseIterable {
        case parse = -32700
        case invalidRequest = -32600
        case methodNotFound = -32601
        case invalidParams = -32602
        case `internal` = -32603
        /// Headers disagree with the body, or a required one is missing.
        case headerMismatch = -32020
        case unsupportedVersion = -32022
        /// The credential does not allow it, told where no HTTP status can. Of our choosing, outside of what JSON-RPC
        /// reserves: that is where new codes belong (basic/index, "Error codes").
        case notAuthorized = -31403

        /// The HTTP status of a 2026-07-28 answer (transports/streamable-http). The text leaves −32603 open.
        var status: Int {
            switch self {
            case .parse, .invalidRequest, .invalidParams, .headerMismatch, .unsupportedVersion: 400
            case .notAuthorized: 403
            case .methodNotFound: 404
            case .internal: 500
            }
        }

        /// The HTTP status up to 2025-11-25: only what is no request at all is an error of HTTP.
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

    /// The whole response; a null id when the request's could not be read (JSON-RPC 2.0 §5).
    package func response(to id: RPCID?) -> JSONValue {
        var error: [String: JSONValue] = ["code": .integer(code.rawValue), "message": .string(message)]
        error["data"] = details
        return ["jsonrpc": "2.0", "id": id?.json ?? .null, "error": .object(error)]
    }
}

/// Why a text is no message of ours, with the id as far as it could be read.
package struct RPCRejection: Error, Sendable, Hashable {
    package let id: RPCID?
    package let error: RPCError
}

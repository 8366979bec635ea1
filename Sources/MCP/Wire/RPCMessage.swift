package import Base

/// The id of a request; MCP allows text and whole numbers, not null (basic/index, "Requests").
package enum RPCID: Sendable, Hashable {
    case string(String)
    case integer(Int64)

    init?(_ value: JSONValue) {
        switch value {
        case .string(let text): self = .string(text)
        case .integer(let number): self = .integer(number)
        case .null, .bool, .number, .decimal, .array, .object: return nil
        }
    }

    package var json: JSONValue {
        switch self {
        case .string(let text): .string(text)
        case .integer(let number): .integer(number)
        }
    }
}

package struct RPCRequest: Sendable, Hashable {
    package let id: RPCID
    package let method: String
    package let params: [String: JSONValue]

    /// The request's `_meta` object; nil when it is missing or has another type.
    var meta: [String: JSONValue]? { params["_meta"]?.object }
}

/// One message of a client: JSON-RPC 2.0 (jsonrpc.org/specification) without responses, because this server never sends
/// requests to a client. The dispatcher handles batches, which one revision has.
package enum RPCMessage: Sendable, Hashable {
    case request(RPCRequest)
    case notification(method: String)

    /// The most nested objects and arrays: the deepest schema of this server needs five, the rest is free JSON of
    /// applications.
    static let maxDepth = 64

    package static func parse(_ bytes: [UInt8]) throws(RPCRejection) -> RPCMessage { try RPCMessage(json(bytes)) }

    /// The JSON value of a body or a line. A leading byte order mark is ignored, as RFC 8259 §8.1 allows: Windows pipes
    /// write one.
    static func json(_ bytes: [UInt8]) throws(RPCRejection) -> JSONValue {
        guard !bytes.isEmpty else {
            throw RPCRejection(id: nil, error: RPCError(.parse, "The body is empty; send a JSON-RPC message."))
        }
        do {
            return try bytes.withUnsafeBufferPointer { (bytes) throws(StrictJSON.Refusal) in
                try StrictJSON.parse(StrictJSON.withoutMark(bytes), maxDepth: maxDepth)
            }
        } catch {
            throw RPCRejection(id: nil, error: RPCError(.parse, "The body is not valid JSON: \(error)."))
        }
    }

    init(_ value: JSONValue) throws(RPCRejection) {
        guard let members = value.object else { throw Self.invalid(nil, "A message is a JSON object.") }
        let id = members["id"].flatMap(RPCID.init)
        guard members["jsonrpc"] == "2.0" else { throw Self.invalid(id, "The member jsonrpc must be \"2.0\".") }
        guard members["id"] == nil || id != nil else {
            throw Self.invalid(nil, "The id must be a string or a whole number.")
        }
        guard let method = members["method"]?.string else {
            throw Self.invalid(id, "The member method must be a string; this server does not expect responses.")
        }
        // JSON-RPC would allow an array here; MCP does not (schema, `JSONRPCRequest`). Clients in Go and Lisp write
        // null for an absent value.
        guard let params = Self.given(members["params"]) else {
            throw Self.invalid(id, "The member params must be an object.")
        }
        guard let id else {
            self = .notification(method: method)
            return
        }
        self = .request(RPCRequest(id: id, method: method, params: params))
    }

    private static func given(_ params: JSONValue?) -> [String: JSONValue]? {
        switch params {
        case nil, .null?: [:]
        case let value?: value.object
        }
    }

    private static func invalid(_ id: RPCID?, _ message: String) -> RPCRejection {
        RPCRejection(id: id, error: RPCError(.invalidRequest, message))
    }
}

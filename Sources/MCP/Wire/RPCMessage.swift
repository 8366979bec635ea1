package import Base

/// What a request is answered under; MCP allows text and whole numbers, not null (basic/index, "Requests").
package enum RPCID: Sendable, Hashable {
    case string(String)
    case integer(Int64)

    init?(_ value: JSONValue) {
        switch value {
        case .string(let text): self = .string(text)
        case .integer(let number): self = .integer(number)
        case .null, .bool, .number, .array, .object: return nil
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

    /// The request's `_meta` object; nil when it has none, or it is no object.
    var meta: [String: JSONValue]? { params["_meta"]?.object }
}

/// One message of a client: JSON-RPC 2.0 (jsonrpc.org/specification) without batches, which MCP dropped in 2025-06-18, and
/// without responses, because this server never asks a client anything.
package enum RPCMessage: Sendable, Hashable {
    case request(RPCRequest)
    case notification(method: String)

    /// Objects and arrays inside one another; our deepest schema needs five, the rest is free JSON of applications.
    static let maxDepth = 64

    package static func parse(_ bytes: [UInt8]) throws(RPCRejection) -> RPCMessage {
        let value: JSONValue
        do {
            value = try StrictJSON.parse(bytes, maxDepth: maxDepth)
        } catch {
            throw RPCRejection(id: nil, error: RPCError(.parse, "The body is not valid JSON: \(error)."))
        }
        guard let members = value.object else {
            let isBatch = value.array != nil
            throw invalid(nil, isBatch ? "Batches are not supported: send one message a request." : "A message is a JSON object.")
        }
        let id = members["id"].flatMap(RPCID.init)
        guard members["jsonrpc"] == "2.0" else { throw invalid(id, "The member jsonrpc must be \"2.0\".") }
        guard members["id"] == nil || id != nil else { throw invalid(nil, "The id must be a string or a whole number.") }
        guard let method = members["method"]?.string else {
            throw invalid(id, "The member method must be a string; responses are not expected here.")
        }
        // JSON-RPC would allow an array here; MCP does not (schema, `JSONRPCRequest`).
        guard let params = (members["params"] ?? [:]).object else { throw invalid(id, "The member params must be an object.") }
        guard let id else { return .notification(method: method) }
        return .request(RPCRequest(id: id, method: method, params: params))
    }

    private static func invalid(_ id: RPCID?, _ message: String) -> RPCRejection {
        RPCRejection(id: id, error: RPCError(.invalidRequest, message))
    }
}

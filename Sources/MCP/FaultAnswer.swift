import Base

/// What MCP makes of a fault.
extension Fault {
    /// What is told outside of tools.
    var rpcError: RPCError {
        switch code.remedy {
        case .credential: RPCError(.notAuthorized, sentence)
        case .request: RPCError(.invalidParams, sentence)
        case .server: RPCError(.internal, sentence)
        case .operatorOnly: RPCError(.internal, "Internal error.")
        }
    }

    /// Everything that helps, in one line: the detail, what is wrong with each field, what to do, how long to wait.
    var sentence: String {
        var parts = [detail]
        // The detail of a fault with fields is often the first field's message.
        parts += hints.fields.map(\.message).filter { $0 != detail }
        parts += [hints.advice].compactMap { $0 }
        parts += hints.retryAfter.map { ["Try again in \($0) second\($0 == 1 ? "" : "s")."] } ?? []
        return parts.joined(separator: " ")
    }
}

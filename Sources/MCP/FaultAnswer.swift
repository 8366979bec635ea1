import Base

/// Faults in the forms of MCP.
extension Fault {
    /// The error for everything except tools.
    var rpcError: RPCError {
        switch code.remedy {
        case .credential: RPCError(.notAuthorized, sentence)
        case .request: RPCError(.invalidParams, sentence)
        case .server: RPCError(.internal, sentence)
        case .operatorOnly: RPCError(.internal, "Internal error.")
        }
    }

    /// All helpful information in one line: the detail, the problem of each field, what to do, how long to wait.
    var sentence: String {
        var parts = [detail]
        // The detail of a fault with fields is often equal to the first field's message.
        parts += hints.fields.map(\.message).filter { $0 != detail }
        parts += [hints.advice].compactMap { $0 }
        parts += hints.retryAfter.map { ["Try again in \($0) second\($0 == 1 ? "" : "s")."] } ?? []
        return parts.joined(separator: " ")
    }

    /// Runs a search whose arguments call the text `query`; the service calls it `text`.
    /// - Throws: what `search` throws, with the problems of the text under the argument's name.
    static func namingQuery<Answer>(_ search: () async throws -> Answer) async throws -> Answer {
        do { return try await search() } catch let fault as Fault { throw fault.renaming("text", to: "query") }
    }

    private func renaming(_ member: String, to argument: String) -> Fault {
        func renamed(_ message: String) -> String {
            message.hasPrefix(member + " ") ? argument + message.dropFirst(member.count) : message
        }
        var hints = self.hints
        hints.fields = hints.fields.map { Field(path: $0.path, kind: $0.kind, message: renamed($0.message)) }
        return Fault(code, renamed(detail), hints: hints, cause: cause)
    }
}

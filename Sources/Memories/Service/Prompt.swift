import Base
import Identity

/// Combines a session and the long-term memories about a query into messages for a model.
struct Prompt: Sendable {
    let sessions: WorkingMemorySessions
    let search: @Sendable (Access, MemoryQuery) async throws -> SearchAnswer

    func callAsFunction(_ access: Access, _ request: PromptRequest) async throws -> PromptAnswer {
        guard request.session != nil || request.search != nil else {
            throw Fault(.invalidRequest, "Either session or long_term_search must be provided")
        }
        var lines: [PromptAnswer.Line] = []
        // A session that does not exist yet counts as empty and is not an error.
        if let key = request.session, let session = try await sessions.find(access, key) {
            lines += Self.lines(of: sessions.view(session, request.window).memory)
        }
        var memories: [ScoredMemory]?
        if var query = request.search {
            if query.text?.trimmingBlanks().isEmpty ?? true { query.text = request.query }
            let found = try await search(access, query).memories
            lines.append(Self.line(of: found))
            memories = found
        }
        lines.append(.init(role: "user", text: request.query))
        return PromptAnswer(lines: lines, memories: memories)
    }

    static func lines(of session: WorkingMemory) -> [PromptAnswer.Line] {
        var lines: [PromptAnswer.Line] = []
        if let context = session.context?.nonEmpty {
            lines.append(.init(role: "system", text: "## A summary of the conversation so far:\n\(context)"))
        }
        return lines + session.messages.map { .init(role: $0.role == "user" ? "user" : "assistant", text: $0.content) }
    }

    static func line(of found: [ScoredMemory]) -> PromptAnswer.Line {
        let facts = found.map { "- \($0.memory.text) (ID: \($0.memory.id))" }
        let text = facts.isEmpty ? "No relevant long-term memories found." : facts.joined(separator: "\n ")
        return .init(role: "system", text: "## Long term memories related to the user's query\n \(text)")
    }
}

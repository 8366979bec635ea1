import Base
import Hummingbird
import Identity
import Memories

/// Builds a prompt for a model: the query with its session and related memories.
struct PromptRoutes: Feature {
    let memories: MemoryService
    let bodyLimit: Int

    func mount(on doors: Doors) {
        doors.authenticated().on(.prompt, .post, use: prompt)
    }

    private func prompt(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let query = try QueryWire(request.uri.query)
        let optimize = query.wire.bool("optimize_query")
        try query.check()
        let wire = try await request.json(upTo: bodyLimit)
        let question = try PromptWire.request(wire, memories.limits, SearchDialect(namesOptimizeQuery: optimize != nil))
        let access = try context.access(for: request, to: .read)
        let answer = try await memories.prompt(access, question)
        return .json { text in
            text.array("messages", answer.lines) { text, line in
                text.object { text in
                    text.member("role", line.role)
                    text.object("content") { text in
                        text.member("type", "text")
                        text.member("text", line.text)
                        text.member("annotations", JSONValue.null)
                        text.member("_meta", JSONValue.null)
                    }
                }
            }
            // The Redis server returns null, not an empty list, when nothing was found.
            if let found = answer.memories, !found.isEmpty {
                text.array("long_term_memories", found) { $0.scoredMemory($1) }
            } else {
                text.member("long_term_memories", JSONValue.null)
            }
            if let notice = SearchWire.notice(nil, optimizeQuery: optimize ?? false) { text.member("notice", notice) }
            text.ignored(query.wire, wire)
        }.naming(ignoredBy: query.wire, wire)
    }
}

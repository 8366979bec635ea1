import Base
package import HTTPAPI
import Hummingbird
import Identity
import Memories

/// `/api/search` of MCP Memory Service and its sub-paths.
package struct MCPMemorySearch: Feature {
    private let desk: MCPMemoryDesk

    package init(desk: MCPMemoryDesk) {
        self.desk = desk
    }

    package func mount(on doors: Doors) {
        let routes = doors.authenticated()
        routes.on(.semanticSearch, .post, use: search)
        routes.on(.searchByTag, .post, use: byTag)
        routes.on(.searchByTime, .post, use: byTime)
        routes.on(.similar, .get, use: similar)
    }

    private func search(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let wire = try await request.json(upTo: desk.bodyLimit)
        var question = MCPMemoryQuestion(text: wire.requiredText("query"))
        let limit = wire.integer("n_results", in: 1...100) ?? 10
        question.threshold = wire.number("similarity_threshold", in: 0...1)
        // There are no quality scores to rank by.
        _ = (wire.bool("quality_boost"), wire.number("quality_weight", in: 0...1))
        let store = wire.text("store")
        try wire.problems.check()
        let reach = try await desk.reach(request, context, store: store)
        let found = try await question.results(reach, desk.memories, limit: limit)
        return MCPMemoryWire.results(
            found,
            query: question.text ?? "",
            type: "semantic",
            reason: MCPMemoryWire.similarity
        ).naming(ignoredBy: wire)
    }

    private func byTag(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let wire = try await request.json(upTo: desk.bodyLimit)
        var question = MCPMemoryQuestion()
        question.tags = wire.texts("tags") ?? []
        question.matchesAllTags = wire.bool("match_all") ?? false
        let phrase = wire.text("time_filter")
        let limit = wire.integer("limit", in: 1...100)
        let store = wire.text("store")
        try wire.problems.check()
        guard !question.tags.isEmpty else { throw Fault(.invalidRequest, "At least one tag must be specified") }
        question.window = try phrase.map { try MCPMemoryQuestion.window($0, now: desk.time.now()) }
        let reach = try await desk.reach(request, context, store: store)
        var total = 0
        for access in reach { total += try await desk.work.count(access, question.filter) }
        let found = try await question.results(reach, desk.memories, limit: limit ?? MCPMemoryWork.mostRead)
        let match = question.matchesAllTags ? "ALL" : "ANY"
        var words = "Tags: \(question.tags.joined(separator: ", ")) (\(match))"
        if let phrase { words += " | Time: \(phrase)" }
        let asked = Set(question.tags.map(Identifier.init))
        return MCPMemoryWire.results(found, query: words, type: "tag", total: total) { memory, _ in
            let both = memory.topics.filter { asked.contains(Identifier($0)) }
            return "Tags match (\(match)): \(both.joined(separator: ", "))"
        }.naming(ignoredBy: wire)
    }

    private func byTime(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let wire = try await request.json(upTo: desk.bodyLimit)
        let phrase = wire.requiredText("query")
        let limit = wire.integer("n_results", in: 1...100) ?? 10
        var question = MCPMemoryQuestion(text: wire.text("semantic_query"))
        let store = wire.text("store")
        try wire.problems.check()
        question.window = try MCPMemoryQuestion.window(phrase, now: desk.time.now())
        let reach = try await desk.reach(request, context, store: store)
        let found = try await question.results(reach, desk.memories, limit: limit)
        return MCPMemoryWire.results(found, query: phrase, type: "time") { _, _ in
            "Time match: \(phrase)"
        }.naming(ignoredBy: wire)
    }

    private func similar(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let hash = try context.pathParameter("content_hash")
        let query = try QueryWire(request.uri.query)
        let limit = query.wire.integer("n_results", in: 1...100) ?? 10
        let store = query.wire.text("store")
        try query.check()
        let access = try await desk.access(request, context, store: store, to: .read)
        let memory = try await desk.work.memory(access, hash)
        let found = try await MCPMemoryQuestion(text: memory.text).results([access], desk.memories, limit: limit + 1)
            .filter { OwnedID($0.memory) != OwnedID(memory) }
        return MCPMemoryWire.results(
            Array(found.prefix(limit)),
            query: "Similar to: \(memory.text.prefix(50))...",
            type: "similar",
            reason: MCPMemoryWire.similarity
        )
    }
}

import Base
package import HTTPAPI
import Hummingbird
import Identity
import Memories

/// `/api/memories`, `/api/sessions`, `/api/tags` and `/api/types` of MCP Memory Service, for the caller's workspace.
package struct MCPMemoryMemories: Feature {
    private let desk: MCPMemoryDesk

    package init(desk: MCPMemoryDesk) {
        self.desk = desk
    }

    package func mount(on doors: Doors) {
        let routes = doors.authenticated()
        routes.on(.records, .post, use: store)
        routes.on(.records, .get, use: list)
        routes.on(.hashes, .get, use: hashes)
        routes.on(.record, .get, use: get)
        routes.on(.record, .put, use: update)
        routes.on(.record, .delete, use: delete)
        routes.on(.conversations, .post, use: storeConversation)
        routes.on(.tags, .get, use: tags)
        routes.on(.types, .get) { request, context in
            _ = try context.access(for: request, to: .read)
            return .json(.array(MCPMemoryTypes.all.map(JSONValue.string)))
        }
    }

    private func store(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let wire = try await request.json(upTo: desk.bodyLimit)
        var record = MCPMemoryRecord(content: wire.requiredText("content"))
        record.tags = wire.texts("tags") ?? []
        record.type = wire.text("memory_type").flatMap { $0.isEmpty ? nil : $0 }
        record.metadata = wire.json("metadata")?.object ?? [:]
        record.conversation = wire.text("conversation_id")
        let store = wire.text("store")
        // Provenance says where it came from; deleted contents may always be stored again.
        _ = (wire.text("client_hostname"), wire.bool("restore_deleted"))
        try wire.problems.check()
        if let agent = request.agent { record.tags.append("agent:\(agent)") }
        let access = try await desk.access(request, context, store: store, to: .write)
        switch try await desk.work.store(access, record) {
        case .stored(let memory):
            return Response.json([
                "success": true, "message": "Memory stored successfully", "content_hash": .string(memory.id),
                "memory": MCPMemoryRecord.json(memory),
            ]).naming(ignoredBy: wire)
        case .known:
            return Response.json([
                "success": false, "message": "Duplicate content detected (exact match)", "content_hash": .null,
                "memory": .null,
            ])
        }
    }

    private func list(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let query = try QueryWire(request.uri.query)
        let wire = query.wire
        let number = wire.integer("page", in: 1...1_000_000) ?? 1
        let size = min(wire.integer("page_size", in: 1...100) ?? 10, desk.memories.limits.pageSize)
        var question = MCPMemoryQuestion()
        question.tags = MCPMemoryRecord.tags(wire.text("tag").map(JSONValue.string))
        question.matchesAllTags = wire.text("tag_match") == "all"
        question.type = wire.text("memory_type")
        let store = wire.text("store")
        try query.check()
        let access = try await desk.access(request, context, store: store, to: .read)
        let page = PageRequest(limit: size, offset: (number - 1) * size)
        let found = try await desk.memories.list(access, question.filter, page: page)
        return .json([
            "memories": .array(found.items.map(MCPMemoryRecord.json)), "total": .integer(Int64(found.total)),
            "page": .integer(Int64(number)), "page_size": .integer(Int64(size)),
            "has_more": .bool(page.offset + found.items.count < found.total),
        ])
    }

    /// All hashes, oldest first; a cursor is a number of memories to skip.
    private func hashes(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let query = try QueryWire(request.uri.query)
        let cursor = query.wire.integer("cursor", in: 0...1_000_000_000) ?? 0
        let limit = query.wire.integer("limit", in: 1...5_000) ?? 1_000
        _ = query.wire.bool("include_deleted")
        try query.check()
        let access = try await desk.access(request, context, store: nil, to: .read)
        let found = try await AllMemories.list(
            access,
            desk.memories,
            MemoryFilter(),
            order: .oldestFirst,
            from: cursor,
            atMost: limit
        )
        let hasMore = found.count == limit
        return .json([
            "hashes": .array(found.map { .string($0.id) }),
            "next_cursor": hasMore ? .integer(Int64(cursor + limit)) : .null, "has_more": .bool(hasMore),
        ])
    }

    private func get(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let (hash, access) = try await one(request, context, to: .read)
        let memory = try await desk.work.memory(access, hash)
        return .json(MCPMemoryRecord.json(memory))
    }

    private func one(
        _ request: Request,
        _ context: AuthenticatedContext,
        to action: Action
    ) async throws -> (hash: String, access: Access) {
        let hash = try context.pathParameter("content_hash")
        let query = try QueryWire(request.uri.query)
        let store = query.wire.text("store")
        try query.check()
        return (hash, try await desk.access(request, context, store: store, to: action))
    }

    private func update(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let wire = try await request.json(upTo: desk.bodyLimit)
        var change = MCPMemoryWork.Change()
        change.tags = wire.texts("tags")
        change.type = wire.text("memory_type")
        change.metadata = wire.json("metadata")?.object
        try wire.problems.check()
        let (hash, access) = try await one(request, context, to: .write)
        let memory = try await desk.work.update(access, hash, change)
        return Response.json([
            "success": true,
            "message": change.isEmpty
                ? "No updates provided - memory unchanged" : "Memory metadata updated successfully",
            "content_hash": .string(memory.id), "memory": MCPMemoryRecord.json(memory),
        ]).naming(ignoredBy: wire)
    }

    private func delete(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let (hash, access) = try await one(request, context, to: .write)
        try await desk.work.delete(access, hash)
        return .json([
            "success": true, "message": .string("Successfully deleted memory \(hash)"), "content_hash": .string(hash),
        ])
    }

    /// Stores a conversation as one memory, with a line for each turn.
    private func storeConversation(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let wire = try await request.json(upTo: desk.bodyLimit)
        let turns = wire.objects("turns", required: true).map {
            ($0.requiredText("role"), $0.requiredText("content"))
        }
        let session = wire.text("session_id") ?? ULID.make(at: desk.time.now(), random: desk.random)
        let tags = wire.texts("tags") ?? []
        let metadata = wire.json("metadata")?.object ?? [:]
        let store = wire.text("store")
        try wire.problems.check()
        guard let conversation = MCPMemoryConversation(turns, session: session) else {
            throw Fault(.validationFailed, "All turns have empty content")
        }
        let access = try await desk.access(request, context, store: store, to: .write)
        let record = conversation.record(tags: tags, metadata: metadata)
        let outcome = try await desk.work.store(access, record)
        let isNew = if case .stored = outcome { true } else { false }
        return Response.json([
            "success": true, "message": isNew ? "Session stored successfully" : "Session was stored before",
            "session_id": .string(session), "content_hash": .string(MCPMemoryRecord.hash(of: record.content)),
            "turn_count": .integer(Int64(conversation.lines.count)),
        ]).naming(ignoredBy: wire)
    }

    private func tags(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let query = try QueryWire(request.uri.query)
        let store = query.wire.text("store")
        try query.check()
        let access = try await desk.access(request, context, store: store, to: .read)
        let tags = try await desk.work.tags(access)
        return .json(["tags": .array(tags.map { ["tag": .string($0.tag), "count": .integer(Int64($0.count))] })])
    }
}

/// A conversation that is stored as one memory.
struct MCPMemoryConversation: Sendable {
    let lines: [String]
    let session: String

    /// Nil when no turn says anything.
    init?(_ turns: [(role: String, content: String)], session: String) {
        lines = turns.map { ($0.role, $0.content.trimmed) }.filter { !$0.1.isEmpty }.map { "[\($0.0)] \($0.1)" }
        self.session = session
        if lines.isEmpty { return nil }
    }

    func record(tags: [String], metadata: [String: JSONValue]) -> MCPMemoryRecord {
        MCPMemoryRecord(
            content: lines.joined(separator: "\n"),
            tags: ["session:\(session)"] + tags,
            type: "session",
            metadata: metadata,
            conversation: session
        )
    }
}

/// The types that its clients know. Any other is kept as it is.
enum MCPMemoryTypes {
    static let all = [
        "ceremony", "communication", "decision", "episodic", "error", "learning", "meeting", "message", "milestone",
        "note", "observation", "pattern", "planning", "reference", "research", "semantic", "session", "stakeholder",
    ]
}

extension Request {
    /// The name that an agent gives itself; it proves nothing.
    var agent: String? {
        let name = header("X-Agent-ID")?.trimmed
        return name.flatMap { $0.isEmpty ? nil : String($0.prefix(100)) }
    }
}

import Base
package import HTTPAPI
import Hummingbird
import Identity
import Memories

/// The memory blocks of a user. A block is a memory here: MCP and `/v1/long-term-memory` find it, too.
package struct CouchbaseBlocks: Feature {
    private let desk: CouchbaseDesk
    private var memories: MemoryService { desk.memories }

    package init(desk: CouchbaseDesk) {
        self.desk = desk
    }

    package func mount(on doors: Doors) {
        let routes = doors.authenticated(faults: desk.faults)
        routes.on(.blocks, .post, use: add)
        routes.on(.blocks, .delete, use: delete)
        routes.on(.block, .put, use: update)
        routes.on(.blockSearch, .post, use: search)
        routes.on(.userBlocks, .get, use: list)
        routes.on(.lifetime, .put, use: setLifetime)
    }

    private func add(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let wire = try await request.json(upTo: desk.bodyLimit)
        let blocks = try CouchbaseNewBlocks(wire, memories.limits)
        let (user, access) = try await desk.user(request, context, to: .write)
        let session = try await desk.sessions.open(access, id: try context.pathParameter("session_id"), of: user)
        let prompt = try await prompt(request, context, blocks.promptID, blocks.promptVersion)
        let (new, refused) = blocks.memories(
            in: session,
            prompt: prompt,
            upTo: memories.limits.textLength,
            at: desk.time.now(),
            desk.random
        )
        let seconds = blocks.seconds ?? session.state.memorySeconds ?? desk.blockSeconds
        let outcome = try await memories.remember(
            access,
            new,
            deduplicate: false,
            expiringAt: desk.end(after: seconds)
        )
        return Response.json(status: .created) { text in
            text.member("message", "Successfully added \(outcome.stored.count) memory block(s)")
            text.member("accepted_count", outcome.stored.count)
            text.member("block_ids", outcome.stored)
            text.member("rejected_count", refused.count)
            if refused.isEmpty {
                text.member("rejected_details", JSONValue.null)
            } else {
                text.array("rejected_details", refused) { text, block in
                    text.object { text in
                        text.member("input_index", block.index)
                        text.member("reason", "memory block exceeds the limit of characters")
                        text.member("actual_characters", block.length)
                        text.member("character_limit", memories.limits.textLength)
                    }
                }
            }
        }.naming(ignoredBy: wire)
    }

    /// The version of a prompt that a request names, which must be usable.
    private func prompt(
        _ request: Request,
        _ context: AuthenticatedContext,
        _ id: String?,
        _ number: Int?
    ) async throws -> (id: String, version: Int)? {
        guard let id else { return nil }
        let access = try desk.registry(request, context, to: .read)
        return (id, try await desk.prompts.usable(access, id: id, number: number).number)
    }

    private func list(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let query = try QueryWire(request.uri.query)
        let page = query.page(standard: 20, most: 200)
        let order = CouchbaseQuestion.order(query.wire)
        let named = query.wire.text("session_ids").flatMap { $0 == "all" || $0.isEmpty ? nil : $0 }
        try query.check()
        let (user, access) = try await desk.user(request, context, to: .read)
        let filter = MemoryFilter.blocks(of: named?.split(separator: ",").map { String($0).trimmed })
        let total = try await memories.list(access, filter, page: PageRequest(limit: 1)).total
        let found = try await AllMemories.list(
            access,
            memories,
            filter,
            order: order,
            from: page.offset,
            atMost: page.limit
        )
        let states = try await memories.vectorStates(access, of: found)
        return .json { text in
            text.array("memory_blocks", found) { text, memory in
                text.object { $0.block(memory, of: user, states[OwnedID(memory)]) }
            }
            text.page(page, count: found.count, total: total)
        }
    }

    private func search(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let wire = try await request.json(upTo: desk.bodyLimit)
        let question = CouchbaseQuestion(wire)
        try wire.problems.check()
        let (user, access) = try await desk.user(request, context, to: .read)
        let session = try await desk.sessions.record(access, id: try context.pathParameter("session_id"), of: user)
        let found = try await question.answer(access, memories, in: session.sessionID)
        let states = try await memories.vectorStates(access, of: found.map(\.memory))
        return Response.json { text in
            text.array("memory_blocks", found) { text, found in
                text.object { $0.block(found.memory, of: user, states[OwnedID(found.memory)], score: found.score) }
            }
            text.member("count", found.count)
        }.naming(ignoredBy: wire)
    }

    private func update(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let wire = try await request.json(upTo: desk.bodyLimit)
        let change = try CouchbaseChange(wire, memories.limits)
        let (user, access) = try await desk.user(request, context, to: .write)
        let session = try await desk.sessions.open(access, id: try context.pathParameter("session_id"), of: user)
        let id = try context.pathParameter("block_id")
        let former = try await block(access, id: id, in: session.sessionID)
        let isNamed = change.promptID != nil && change.promptID != "default"
        let prompt = try await prompt(request, context, isNamed ? change.promptID : nil, change.promptVersion)
        var memory = former
        if let revision = try change.revision(of: former, prompt: prompt) {
            memory = try await memories.revise(access, id: id, revision)
        }
        if let seconds = change.seconds {
            var filter = MemoryFilter.blocks(of: [session.sessionID])
            filter.id = TagFilter([.equal(id)])
            _ = try await memories.expire(access, filter, at: desk.end(after: seconds))
        }
        let state = try await memories.vectorStates(access, of: [memory])[OwnedID(memory)]
        return Response.json { text in
            text.member("message", "Memory block updated successfully")
            text.object("block") { $0.block(memory, of: user, state) }
        }.naming(ignoredBy: wire)
    }

    /// - Throws: `notFound`, also for a block of another session.
    private func block(_ access: Access, id: String, in session: String) async throws -> Memory {
        var filter = MemoryFilter.blocks(of: [session])
        filter.id = TagFilter([.equal(id)])
        let found = try await memories.list(access, filter, page: PageRequest(limit: 1)).items.first
        guard let found else { throw Fault(.notFound, "Memory block not found") }
        return found
    }

    /// Deletes blocks of a session, or all of them. A block that does not exist counts as deleted, so that a client may
    /// ask again.
    private func delete(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let wire = try await request.json(upTo: desk.bodyLimit)
        let isAll = wire.present("block_ids")?.string == "all"
        let ids = isAll ? [] : wire.texts("block_ids") ?? []
        if !isAll, ids.isEmpty || ids.count > memories.limits.batchSize {
            wire.note("block_ids", "value_error", "Give “all”, or 1 to \(memories.limits.batchSize) ids.")
        }
        try wire.problems.check()
        let (user, access) = try await desk.user(request, context, to: .write)
        let session = try await desk.sessions.record(access, id: try context.pathParameter("session_id"), of: user)
        var filter = MemoryFilter.blocks(of: [session.sessionID], all: true)
        var asked: Set<Identifier> = []
        var count = 0
        for ids in isAll ? [[]] : ids.parts(of: memories.limits.filterValues) {
            if !isAll { filter.id = TagFilter([.any(ids)]) }
            count += try await AllMemories.delete(by: access, memories, filter)
            asked.formUnion(ids.map { Identifier($0) })
        }
        return .json { text in
            text.member("deleted_count", isAll ? count : asked.count)
            text.member("failed_count", 0)
            text.member("failed_block_ids", [])
        }
    }

    /// Sets when blocks end, from now on: those of the user, of a session, or the named ones.
    private func setLifetime(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let wire = try await request.json(upTo: desk.bodyLimit)
        let seconds = wire.seconds("new_ttl", memories.limits)
        if wire.present("new_ttl") == nil { wire.note("new_ttl", "missing", "Field required") }
        let (session, ids) = (wire.text("session_id"), wire.texts("block_ids"))
        if let ids {
            if session == nil {
                wire.note("session_id", "missing", "block_ids needs a session_id.")
            }
            if ids.isEmpty || ids.count > memories.limits.batchSize {
                wire.note("block_ids", "value_error", "Give 1 to \(memories.limits.batchSize) ids.")
            }
        }
        try wire.problems.check()
        let (user, access) = try await desk.user(request, context, to: .write)
        if let session { _ = try await desk.sessions.record(access, id: session, of: user) }
        var filter = MemoryFilter.blocks(of: session.map { [$0] })
        let end = desk.end(after: seconds ?? 0)
        var count = 0
        for ids in ids?.parts(of: memories.limits.filterValues) ?? [[]] {
            if !ids.isEmpty { filter.id = TagFilter([.any(ids)]) }
            count += try await memories.expire(access, filter, at: end)
        }
        return .json { $0.member("message", "TTL of \(count) memory block(s) set to \(seconds ?? 0) seconds") }
    }
}

extension [String] {
    /// The texts in parts of at most so many.
    fileprivate func parts(of size: Int) -> [[String]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}

import Base
import Hummingbird
import Identity
import Memories

/// Long-term memories, as the clients of the Redis server call them.
struct LongTermMemoryRoutes: Feature {
    let memories: MemoryService
    let time: any TimeSource
    let bodyLimit: Int

    func mount(on doors: Doors) {
        let routes = doors.authenticated()
        routes.on(.longTermMemory, .post, use: create)
        routes.on(.longTermMemory, .delete, use: delete)
        routes.on(.longTermSearch, .post, use: search)
        routes.on(.longTermForget, .post, use: forget)
        routes.on(.longTermCompact, .post, use: compact)
        routes.on(.longTermArchive, .post, use: archive)
        routes.on(.longTermImport, .post, use: importMemories)
        routes.on(.longTermItem, .get) { try await get($0, $1, id: try $1.pathParameter("memory_id")) }
        routes.on(.longTermItem, .patch) { try await revise($0, $1, id: try $1.pathParameter("memory_id")) }
        // The router prefers a literal path for every method, but a memory's id may be `search` as well.
        for literal in [Endpoint.longTermSearch, .longTermForget, .longTermCompact, .longTermArchive, .longTermImport] {
            let id = String(literal.rawValue.split(separator: "/").last ?? "")
            routes.on(literal, .get) { try await get($0, $1, id: id) }
            routes.on(literal, .patch) { try await revise($0, $1, id: id) }
        }
    }

    private func create(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let wire = try await request.json(upTo: bodyLimit)
        let received = MemoryWire.memories(wire.objects("memories", required: true), kind: .longTerm, now: time.now())
        let deduplicate = wire.bool("deduplicate") ?? true
        let isReporting = wire.bool("report_related") ?? false
        try wire.problems.check()
        let access = try context.access(for: request, to: .write, writingAs: received.map(\.userID))
        let outcome = try await memories.remember(
            access,
            received,
            deduplicate: deduplicate,
            comparing: isReporting
        )
        return .json { text in
            text.member("status", "ok")
            if isReporting {
                let report = WriteReport(outcome, of: received, by: access)
                text.member("results", JSONValue.array(report.results))
                if let notice = report.notice { text.member("notice", notice) }
            }
            text.ignored(wire)
        }.naming(ignoredBy: wire)
    }

    private func search(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let query = try QueryWire(request.uri.query)
        let optimize = query.wire.bool("optimize_query")
        try query.check()
        let wire = try await request.json(upTo: bodyLimit)
        let named = wire.texts(QueryMembers.workspaces)
        let question = try SearchWire.query(wire, memories.limits, SearchDialect(namesOptimizeQuery: optimize != nil))
        let isUnconditional = (question.text ?? "").allSatisfy(\.isWhitespace) && question.filter.isEmpty
        let places = try context.searched(named, for: request)
        let answer = try await memories.search(places.map(\.access), question)
        return .json { text in
            text.array("memories", answer.memories) { $0.scoredMemory($1, label: places.label(of: $1.workspace)) }
            text.member("total", answer.total)
            text.member("next_offset", answer.nextOffset)
            let notice = SearchWire.notice(
                answer.notice,
                optimizeQuery: optimize ?? false,
                isUnconditional: isUnconditional
            )
            if let notice { text.member("notice", notice) }
            text.ignored(query.wire, wire)
        }.naming(ignoredBy: query.wire, wire)
    }

    private func get(_ request: Request, _ context: AuthenticatedContext, id: String) async throws -> Response {
        let access = try context.access(for: request, to: .read)
        let memory = try await memories.memory(access, id: id)
        return .json { $0.memoryMembers(memory) }
    }

    private func revise(_ request: Request, _ context: AuthenticatedContext, id: String) async throws -> Response {
        let wire = try await request.json(upTo: bodyLimit)
        let revision = MemoryWire.revision(wire)
        try wire.problems.check()
        guard !revision.isEmpty else { throw Fault.emptyRevision(wire) }
        let access = try context.access(for: request, to: .write, writingAs: [revision.userID])
        let memory = try await memories.revise(access, id: id, revision)
        return .json { $0.memoryMembers(memory) }.naming(ignoredBy: wire)
    }

    private func delete(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        // Allows as many ids as a URL holds; the service limits how many are deleted at once.
        let query = try QueryWire(request.uri.query, atMost: .max)
        let access = try context.access(for: request, to: .write)
        let count = try await memories.delete(access, ids: query.values("memory_ids"))
        return Self.acknowledgement("ok, deleted \(count) memories")
    }

    private func forget(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let query = try QueryWire(request.uri.query)
        let user = query.wire.text("user_id")
        let wire = try await request.json(upTo: bodyLimit)
        let order = try ForgetWire.request(wire, query: query.wire)
        let access = try context.access(for: request, to: .write, writingAs: [user])
        let outcome = try await memories.forget(access, order)
        return .json { text in
            text.member("scanned", outcome.scanned)
            text.member("deleted", outcome.deletedIDs.count)
            text.member("deleted_ids", outcome.deletedIDs)
            text.member("dry_run", outcome.dryRun)
            text.ignored(query.wire, wire)
        }.naming(ignoredBy: query.wire, wire)
    }

    private func compact(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let query = try QueryWire(request.uri.query)
        let user = query.wire.text("user_id")
        let filter = ForgetWire.filter(query.wire)
        try query.check()
        let access = try context.access(for: request, to: .write, writingAs: [user])
        let remaining = try await memories.compact(access, filter: filter)
        return Self.acknowledgement("ok, \(remaining) memories remaining after compaction").naming(
            ignoredBy: query.wire
        )
    }

    private func archive(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let wire = try await request.json(upTo: bodyLimit)
        let ids = wire.texts("memory_ids") ?? []
        let isArchiving = wire.bool("archived") ?? true
        if wire.present("memory_ids") == nil {
            wire.problems.note(wire.path + ["memory_ids"], "missing", "Field required")
        }
        try wire.problems.check()
        let access = try context.access(for: request, to: .write)
        let count =
            try await isArchiving ? memories.archive(access, ids: ids) : memories.unarchive(access, ids: ids)
        let done = isArchiving ? "archived \(count) memories" : "took \(count) memories out of the archive"
        return Self.acknowledgement("ok, \(done)").naming(ignoredBy: wire)
    }

    private func importMemories(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let query = try QueryWire(request.uri.query)
        let isDryRun = query.wire.bool("dry_run") ?? false
        try query.check()
        let wire = try await request.json(upTo: bodyLimit)
        let received = wire.values("memories")
        let kind = wire.choice("source", of: ImportKind.allCases.map(\.rawValue)).flatMap { ImportKind(rawValue: $0) }
        let terms = ImportTerms(
            kind: kind ?? .export,
            replaces: wire.bool("replace") ?? false,
            keepsUsers: wire.bool("keep_users") ?? false
        )
        try wire.problems.check()
        let access = try context.access(for: request, to: .write)
        let report = try await memories.importMemories(access, received, terms, isDryRun: isDryRun)
        return .json { text in
            for (name, value) in report.members.sorted(by: { $0.key < $1.key }) { text.member(name, value) }
            text.member("dry_run", isDryRun)
            text.ignored(query.wire, wire)
        }.naming(ignoredBy: query.wire, wire)
    }

    private static func acknowledgement(_ status: String) -> Response {
        .json { $0.member("status", status) }
    }
}

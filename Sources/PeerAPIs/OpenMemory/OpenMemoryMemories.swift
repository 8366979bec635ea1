import Base
package import HTTPAPI
import Hummingbird
import Identity
import Memories

/// `/api/v1/memories` of OpenMemory, for one's own memories.
package struct OpenMemoryMemories: Feature {
    private let desk: OpenMemoryDesk
    private var memories: MemoryService { desk.memories }

    package init(desk: OpenMemoryDesk) {
        self.desk = desk
    }

    package func mount(on doors: Doors) {
        let routes = doors.authenticated()
        routes.on(.memories, .get, use: list)
        routes.on(.memories, .post, use: create)
        routes.on(.memories, .delete, use: delete)
        routes.on(.filter, .post, use: filter)
        routes.on(.categories, .get, use: categories)
        routes.on(.memory, .get, use: get)
        routes.on(.memory, .put, use: update)
        routes.on(.accessLog, .get, use: accessLog)
        routes.on(.related, .get, use: related)
    }

    private func list(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let query = try QueryWire(request.uri.query)
        var question = OpenMemoryQuestion(query.wire)
        question.apps = query.wire.text("app_id").map { [$0] }
        question.categories = query.wire.text("categories").map {
            $0.split(separator: ",").map { String($0.drop { $0 == " " }) }
        }
        let page = OpenMemoryPage(query.wire, standard: 50, most: memories.limits.pageSize)
        let user = query.wire.text("user_id")
        try query.check()
        return try await respond(request, context, user: user, question, page)
    }

    private func filter(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let wire = try await request.json(upTo: desk.bodyLimit)
        var question = OpenMemoryQuestion(wire)
        question.apps = wire.texts("app_ids")
        question.categories = wire.texts("category_ids")
        question.includesArchived = wire.bool("show_archived") ?? false
        let page = OpenMemoryPage(wire, standard: 10, most: memories.limits.pageSize)
        let user = wire.text("user_id")
        try wire.problems.check()
        return try await respond(request, context, user: user, question, page).naming(ignoredBy: wire)
    }

    private func respond(
        _ request: Request,
        _ context: AuthenticatedContext,
        user: String?,
        _ question: OpenMemoryQuestion,
        _ page: OpenMemoryPage
    ) async throws -> Response {
        let access = try await desk.access(request, context, named: user, to: .read)
        let apps = try await desk.apps(of: context.principal)
        let found = try await question.page(page, access, memories, apps)
        return page.response(found.items.map { OpenMemoryWire.memory($0, apps) }, total: found.total)
    }

    private func create(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let wire = try await request.json(upTo: desk.bodyLimit)
        let (user, text) = (wire.text("user_id"), wire.requiredText("text"))
        let metadata = wire.json("metadata")?.object ?? [:]
        // The server stores the text word for word, with or without `infer`.
        _ = wire.bool("infer")
        let label = try wire.text("app").map(OpenMemoryLabel.read)
        try wire.problems.check()
        let access = try await desk.access(request, context, named: user, to: .write)
        let now = desk.time.now()
        let memory = OpenMemoryNew.memory(
            id: ULID.make(at: now, random: desk.random),
            text: text,
            author: access.author,
            label: label,
            metadata: metadata,
            at: now
        )
        let outcome = try await memories.remember(access, [memory], deduplicate: true)
        let stored = try await memories.memory(
            access,
            id: outcome.holder(of: OwnedID(memory)) ?? memory.id,
            isUse: false
        )
        let apps = try await desk.apps(of: context.principal)
        return .json(OpenMemoryWire.row(stored, apps)).naming(ignoredBy: wire)
    }

    private func delete(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let wire = try await request.json(upTo: desk.bodyLimit)
        let (user, ids) = (wire.text("user_id"), wire.texts("memory_ids") ?? [])
        try wire.problems.check()
        let access = try await desk.access(request, context, named: user, to: .write)
        let count = try await memories.delete(access, ids: ids)
        return OpenMemoryWire.message("Successfully deleted \(count) memories")
    }

    private func get(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let id = try context.pathParameter("memory_id")
        let access = try await desk.access(request, context, named: nil, to: .read)
        let memory = try await memories.memory(access, id: id)
        let apps = try await desk.apps(of: context.principal)
        return .json(OpenMemoryWire.memory(memory, apps, textAs: "text"))
    }

    private func update(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let id = try context.pathParameter("memory_id")
        let wire = try await request.json(upTo: desk.bodyLimit)
        let (user, text) = (wire.text("user_id"), wire.requiredText("memory_content"))
        try wire.problems.check()
        let access = try await desk.access(request, context, named: user, to: .write)
        var revision = Revision()
        revision.text = text
        let memory = try await memories.revise(access, id: id, revision)
        let apps = try await desk.apps(of: context.principal)
        return .json(OpenMemoryWire.row(memory, apps)).naming(ignoredBy: wire)
    }

    /// The labels of the newest memories; OpenMemory's categories are topics here.
    private func categories(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let query = try QueryWire(request.uri.query)
        let user = query.wire.text("user_id")
        try query.check()
        let access = try await desk.access(request, context, named: user, to: .read)
        let all = try await AllMemories.list(access, memories, MemoryFilter(), atMost: Self.mostRead)
        var firsts: [Identifier: Memory] = [:]
        for memory in all { for topic in memory.topics { firsts[Identifier(topic)] = memory } }
        let rows = firsts.sorted { $0.key.text < $1.key.text }.map { topic, oldest -> JSONValue in
            [
                "id": .string(topic.text), "name": .string(topic.text), "description": .null,
                "created_at": .string("\(oldest.createdAt)"), "updated_at": .string("\(oldest.createdAt)"),
            ]
        }
        return .json(["categories": .array(rows), "total": .integer(Int64(rows.count))])
    }

    /// How many memories are looked at for their topics.
    private static let mostRead = 2_000

    /// Lists who received the text, the last time first: one entry for each application and person.
    private func accessLog(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let id = try context.pathParameter("memory_id")
        let query = try QueryWire(request.uri.query)
        let page = OpenMemoryPage(query.wire, sizeName: "page_size", standard: 10, most: memories.limits.pageSize)
        try query.check()
        let access = try await desk.access(request, context, named: nil, to: .read)
        let readers = try await memories.readers(access, id: id)
        let apps = try await desk.apps(of: context.principal)
        let logs = page.slice(readers).map { reader -> JSONValue in
            let app = apps.entry(for: reader.application)
            return [
                "id": .string("\(id):\(app.id)"), "memory_id": .string(id), "app_id": .string(app.id),
                "app_name": .string(app.name), "accessed_at": .string("\(reader.last)"), "access_type": "read",
                "metadata_": ["reads": .integer(Int64(reader.reads))],
            ]
        }
        return page.response("logs", logs, total: readers.count)
    }

    /// The other memories that share a topic.
    private func related(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let id = try context.pathParameter("memory_id")
        let query = try QueryWire(request.uri.query)
        let user = query.wire.text("user_id")
        let number = query.wire.integer("page", in: 1...1_000_000) ?? 1
        try query.check()
        let access = try await desk.access(request, context, named: user, to: .read)
        let memory = try await memories.memory(access, id: id, isUse: false)
        let page = OpenMemoryPage(number: number, size: min(5, memories.limits.pageSize))
        guard !memory.topics.isEmpty else { return page.response([], total: 0) }
        var filter = MemoryFilter()
        filter.topics = TagFilter([.any(memory.topics)])
        let all = try await AllMemories.list(access, memories, filter, atMost: Self.mostRead)
        let others = all.filter { OwnedID($0) != OwnedID(memory) }
        let apps = try await desk.apps(of: context.principal)
        return page.response(page.slice(others).map { OpenMemoryWire.memory($0, apps) }, total: others.count)
    }
}

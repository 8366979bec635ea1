import Base
package import HTTPAPI
import Hummingbird
import Identity
import Memories

/// `/api/v1/apps` and `/api/v1/stats` of OpenMemory: the applications that the person let in and their API tokens, as the
/// server identified them. Pausing one is real: the policy refuses its calls until it is resumed.
package struct OpenMemoryAppRoutes: Feature {
    private let desk: OpenMemoryDesk
    private var memories: MemoryService { desk.memories }

    package init(desk: OpenMemoryDesk) {
        self.desk = desk
    }

    package func mount(on doors: Doors) {
        let routes = doors.authenticated()
        routes.on(.apps, .get, use: list)
        routes.on(.app, .get, use: get)
        routes.on(.app, .put, use: update)
        routes.on(.appMemories, .get, use: created)
        routes.on(.appAccessed, .get, use: accessed)
        routes.on(.stats, .get, use: stats)
    }

    private struct Row {
        let entry: PersonApplications.Entry
        let created: Int
        let accessed: Int

        var json: JSONValue {
            [
                "id": .string(entry.id), "name": .string(entry.name), "is_active": .bool(!entry.isPaused),
                "total_memories_created": .integer(Int64(created)),
                "total_memories_accessed": .integer(Int64(accessed)),
            ]
        }
    }

    private func rows(_ access: Access, _ apps: OpenMemoryApps) async throws -> [Row] {
        let days = try await memories.applicationDays(access, since: Timestamp(milliseconds: 0))
        var rows: [Row] = []
        for entry in apps.entries.prefix(Self.most) {
            rows.append(
                Row(
                    entry: entry,
                    created: try await count(access, entry),
                    accessed: days.filter { entry.applications.contains($0.application) }.reduce(0) { $0 + $1.reads }
                )
            )
        }
        return rows
    }

    /// Applications in one answer.
    private static let most = 200

    private func count(_ access: Access, _ entry: PersonApplications.Entry) async throws -> Int {
        try await memories.list(access, Self.filter(entry), page: PageRequest(limit: 1)).total
    }

    /// With archived memories, as OpenMemory counts.
    private static func filter(_ entry: PersonApplications.Entry) -> MemoryFilter {
        var filter = MemoryFilter()
        filter.archived = .include
        filter.writers = entry.applications
        return filter
    }

    private func list(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let query = try QueryWire(request.uri.query)
        let wire = query.wire
        let (name, isActive) = (wire.text("name")?.lowercased(), wire.bool("is_active"))
        let key = wire.text("sort_by") ?? "name"
        let isDescending = wire.text("sort_direction") == "desc"
        let page = OpenMemoryPage(wire, sizeName: "page_size", standard: 10, most: 100)
        try query.check()
        let access = try await desk.access(request, context, named: nil, to: .read)
        var rows = try await rows(access, desk.apps(of: context.principal)).filter { row in
            (name.map { row.entry.name.lowercased().contains($0) } ?? true)
                && (isActive.map { $0 != row.entry.isPaused } ?? true)
        }
        rows.sort { first, second in
            switch key {
            case "memories": first.created < second.created
            case "memories_accessed": first.accessed < second.accessed
            default: first.entry.name < second.entry.name
            }
        }
        if isDescending { rows.reverse() }
        return page.response("apps", page.slice(rows).map(\.json), total: rows.count)
    }

    private func get(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let id = try context.pathParameter("app_id")
        let access = try await desk.access(request, context, named: nil, to: .read)
        let entry = try await desk.apps(of: context.principal).entry(id: id)
        let days = try await memories.applicationDays(access, since: Timestamp(milliseconds: 0))
            .filter { entry.applications.contains($0.application) && $0.reads > 0 }
        return .json([
            "is_active": .bool(!entry.isPaused),
            "total_memories_created": .integer(Int64(try await count(access, entry))),
            "total_memories_accessed": .integer(Int64(days.reduce(0) { $0 + $1.reads })),
            "first_accessed": days.map(\.day).min().map { .string("\($0)") } ?? .null,
            "last_accessed": days.map(\.last).max().map { .string("\($0)") } ?? .null,
        ])
    }

    /// Pauses or resumes an application. It takes an administrator's scope: otherwise any application could resume a
    /// paused one.
    private func update(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let id = try context.pathParameter("app_id")
        let query = try QueryWire(request.uri.query)
        let isActive = query.wire.bool("is_active")
        if query.wire.present("is_active") == nil {
            query.wire.problems.note(["query", "is_active"], "missing", "Field required")
        }
        try query.check()
        _ = try await desk.access(request, context, named: nil, to: .administer)
        guard case .person(let user) = context.principal.kind else {
            throw Fault(.forbidden, "Only a person can pause their applications.")
        }
        let entry = try await desk.apps(of: context.principal).entry(id: id)
        if isActive == true {
            try await desk.applications.resume(entry, by: user)
        } else {
            try await desk.applications.pause(entry, by: user, at: desk.time.now())
        }
        return .json(["status": "success", "message": "Updated app details successfully"])
    }

    private func created(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let (access, apps, entry, page) = try await one(request, context)
        let found = try await memories.list(access, Self.filter(entry), page: page.request)
        let rows = found.items.map { OpenMemoryWire.memory($0, apps) }
        return page.response("memories", rows, total: found.total)
    }

    /// The memories of its latest reads and searches, the most often read first.
    private func accessed(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let (access, apps, entry, page) = try await one(request, context)
        var filter = ActivityFilter()
        filter.applications = entry.applications
        filter.actions = Set(MemoryEvent.Action.allCases.filter(\.isReading))
        let latest = PageRequest(limit: memories.limits.pageSize)
        // One event for each memory, because the service looks at the first of an event.
        let events = try await memories.activity(access, filter, page: latest).items.flatMap { event in
            event.memories.map { memory in
                MemoryEvent(
                    at: event.at,
                    action: event.action,
                    provenance: event.provenance,
                    workspace: event.workspace,
                    memories: [memory],
                    count: 1
                )
            }
        }
        let known = try await memories.memories(access, named: events)
        var counts: [OwnedID: Int] = [:]
        for event in events { for memory in event.memories { counts[memory, default: 0] += 1 } }
        let ordered = counts.filter { known[$0.key] != nil }
            .sorted { ($1.value, $0.key.id.text) < ($0.value, $1.key.id.text) }
        let rows = page.slice(ordered).compactMap { id, count in
            known[id].map { memory -> JSONValue in
                ["memory": OpenMemoryWire.memory(memory, apps), "access_count": .integer(Int64(count))]
            }
        }
        return page.response("memories", rows, total: ordered.count)
    }

    private func one(_ request: Request, _ context: AuthenticatedContext) async throws -> (
        Access, OpenMemoryApps, PersonApplications.Entry, OpenMemoryPage
    ) {
        let id = try context.pathParameter("app_id")
        let query = try QueryWire(request.uri.query)
        let page = OpenMemoryPage(query.wire, sizeName: "page_size", standard: 10, most: memories.limits.pageSize)
        try query.check()
        let access = try await desk.access(request, context, named: nil, to: .read)
        let apps = try await desk.apps(of: context.principal)
        return (access, apps, try apps.entry(id: id), page)
    }

    private func stats(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let query = try QueryWire(request.uri.query)
        let user = query.wire.text("user_id")
        try query.check()
        let access = try await desk.access(request, context, named: user, to: .read)
        var filter = MemoryFilter()
        filter.archived = .include
        let total = try await memories.list(access, filter, page: PageRequest(limit: 1)).total
        let entries = try await desk.apps(of: context.principal).entries
        return .json([
            "total_memories": .integer(Int64(total)), "total_apps": .integer(Int64(entries.count)),
            "apps": .array(
                entries.prefix(Self.most).map {
                    ["id": .string($0.id), "name": .string($0.name), "is_active": .bool(!$0.isPaused)]
                }
            ),
        ])
    }
}

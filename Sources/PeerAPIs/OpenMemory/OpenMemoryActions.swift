import Base
package import HTTPAPI
import Hummingbird
import Identity
import Memories

/// `/api/v1/memories/actions` of OpenMemory. A paused memory is an archived one here: searches and lists leave out both.
/// Nothing reaches another user's memories, also not `global_pause`.
package struct OpenMemoryActions: Feature {
    private let desk: OpenMemoryDesk
    private var memories: MemoryService { desk.memories }

    package init(desk: OpenMemoryDesk) {
        self.desk = desk
    }

    package func mount(on doors: Doors) {
        let routes = doors.authenticated()
        routes.on(.archive, .post, use: archive)
        routes.on(.pause, .post, use: pause)
    }

    /// The states that a memory can get.
    private enum State: String, CaseIterable {
        case active, paused, archived, deleted
    }

    /// The body is a list of ids; `user_id` is in the query.
    private func archive(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let query = try QueryWire(request.uri.query)
        let user = query.wire.text("user_id")
        try query.check()
        let ids = try await request.texts(upTo: desk.bodyLimit)
        let access = try await desk.access(request, context, named: user, to: .write)
        let count = try await memories.archive(access, ids: ids)
        return OpenMemoryWire.message("Successfully archived \(count) memories")
    }

    private func pause(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let wire = try await request.json(upTo: desk.bodyLimit)
        let (ids, categories) = (wire.texts("memory_ids") ?? [], wire.texts("category_ids") ?? [])
        let (app, isGlobal) = (wire.text("app_id"), wire.bool("global_pause") ?? false)
        let isAllForApp = wire.bool("all_for_app") ?? false
        let state = wire.choice("state", of: State.allCases.map(\.rawValue)).flatMap(State.init) ?? .paused
        let user = wire.text("user_id")
        try wire.problems.check()
        let access = try await desk.access(request, context, named: user, to: .write)
        let verb = state == .active ? "resumed" : state.rawValue
        if isGlobal {
            try await set(state, try await chosen(access, .everything), access)
            return OpenMemoryWire.message("Successfully \(verb) all memories")
        }
        if let app {
            var filter = MemoryFilter.everything
            filter.writers = try await desk.apps(of: context.principal).entry(id: app).applications
            try await set(state, try await chosen(access, filter), access)
            return OpenMemoryWire.message("Successfully \(verb) all memories for app \(app)")
        }
        if !ids.isEmpty {
            let count = try await set(state, ids, access)
            return OpenMemoryWire.message(
                isAllForApp ? "Successfully \(verb) all memories" : "Successfully \(verb) \(count) memories"
            )
        }
        guard !categories.isEmpty else { throw Fault(.invalidRequest, "Invalid pause request parameters") }
        var filter = MemoryFilter.everything
        filter.topics = TagFilter([.any(categories)])
        try await set(state, try await chosen(access, filter), access)
        return OpenMemoryWire.message("Successfully \(verb) memories in \(categories.count) categories")
    }

    /// The ids of all memories that a filter admits: reading writes with the right to write.
    private func chosen(_ access: Access, _ filter: MemoryFilter) async throws -> [String] {
        try await AllMemories.list(access, memories, filter, atMost: .max).map(\.id)
    }

    /// - Returns: how many memories it changed.
    @discardableResult
    private func set(_ state: State, _ ids: [String], _ access: Access) async throws -> Int {
        var count = 0
        for start in stride(from: 0, to: ids.count, by: memories.limits.batchSize) {
            let some = Array(ids[start..<min(start + memories.limits.batchSize, ids.count)])
            switch state {
            case .active: count += try await memories.unarchive(access, ids: some)
            case .paused, .archived: count += try await memories.archive(access, ids: some)
            case .deleted: count += try await memories.delete(access, ids: some)
            }
        }
        return count
    }
}

extension Request {
    /// The body as a JSON list of texts.
    fileprivate func texts(upTo limit: Int) async throws -> [String] {
        let buffer = try await body(upTo: limit)
        let list = (try? StrictJSON.parse(Array(buffer: buffer), maxDepth: 2))?.array
        guard let texts = list?.compactMap(\.string), texts.count == list?.count else {
            throw Fault(.validationFailed, "The body must be a JSON list of memory ids.")
        }
        return texts
    }
}

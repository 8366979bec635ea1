import Base
import Hummingbird
import Identity
import Memories

/// Working memory sessions, as the clients of the Redis server call them.
struct WorkingMemoryRoutes: Feature {
    let memories: MemoryService
    let time: any TimeSource
    let bodyLimit: Int

    func mount(on doors: Doors) {
        let routes = doors.authenticated()
        routes.on(.sessions, .get, use: list)
        routes.on(.session, .get, use: get)
        routes.on(.session, .put, use: put)
        routes.on(.session, .delete, use: delete)
    }

    private func list(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let query = try QueryWire(request.uri.query)
        let page = PageRequest(
            limit: query.wire.integer("limit", in: 1...Int.max) ?? min(20, memories.limits.pageSize),
            offset: query.wire.integer("offset", in: 0...Int.max) ?? 0
        )
        let (user, namespace) = (query.wire.text("user_id"), query.wire.text("namespace"))
        try query.check()
        let access = try context.access(for: request, to: .read)
        let sessions = try await memories.sessions(access, userID: user, namespace: namespace, page: page)
        return .json { text in
            text.member("sessions", sessions.items)
            text.member("total", sessions.total)
        }.naming(ignoredBy: query.wire)
    }

    private func key(_ query: QueryWire, _ context: AuthenticatedContext) throws -> SessionKey {
        SessionKey(
            sessionID: try context.pathParameter("session_id"),
            userID: query.wire.text("user_id"),
            namespace: query.wire.text("namespace")
        )
    }

    private func get(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let query = try QueryWire(request.uri.query)
        let key = try key(query, context)
        let window = WindowWire.window(query.wire)
        try query.check()
        let access = try context.access(for: request, to: .read)
        let view = try await memories.workingMemory(access, key, window: window)
        return .json { $0.workingMemoryMembers(view) }.naming(ignoredBy: query.wire)
    }

    private func put(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let query = try QueryWire(request.uri.query)
        let window = WindowWire.window(query.wire)
        try query.check()
        let wire = try await request.json(upTo: bodyLimit)
        let received = try WorkingMemoryWire(wire, sessionID: try context.pathParameter("session_id"), now: time.now())
        let users = [received.memory.key.userID] + received.memory.memories.map(\.userID)
        let access = try context.access(for: request, to: .write, writingAs: users)
        let view = try await memories.setWorkingMemory(access, received.memory, window: window)
        var response = Response.json { $0.workingMemoryMembers(view) }
            .naming(ignoredBy: query.wire, wire)
        if received.lacksMessageDates {
            response.headers[.deprecationWarning] =
                "messages[].created_at will become required in the next major version. "
                + "Please provide timestamps for all messages."
        }
        return response
    }

    private func delete(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let query = try QueryWire(request.uri.query)
        let key = try key(query, context)
        try query.check()
        let access = try context.access(for: request, to: .write, writingAs: [key.userID])
        try await memories.deleteWorkingMemory(access, key)
        return .json { $0.member("status", "ok") }
    }
}

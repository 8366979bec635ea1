import Base
package import HTTPAPI
import Hummingbird
import Identity
import Memories

/// The sessions of a user. A session is a working-memory session here: `/v1/working-memory` lists it, too.
package struct CouchbaseSessions: Feature {
    private let desk: CouchbaseDesk

    package init(desk: CouchbaseDesk) {
        self.desk = desk
    }

    package func mount(on doors: Doors) {
        let routes = doors.authenticated(faults: desk.faults)
        routes.on(.userSessions, .post, use: create)
        routes.on(.userSessions, .get, use: list)
        routes.on(.userSession, .get, use: get)
        routes.on(.userSession, .put, use: update)
        routes.on(.userSession, .delete, use: delete)
        routes.on(.sessionEnd, .post, use: end)
    }

    private func create(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let wire = try await request.json(upTo: desk.bodyLimit)
        let id = wire.requiredText("session_id")
        let state = SessionState(
            annotations: wire.annotations() ?? [:],
            metadata: wire.json("metadata") ?? .object([:]),
            memorySeconds: wire.seconds("memory_blocks_ttl", desk.memories.limits)
        )
        try wire.problems.check()
        let (user, access) = try await desk.user(request, context, to: .write)
        let session = try await desk.sessions.add(access, id: id, of: user, state)
        return Response.json(status: .created) { $0.session(session) }.naming(ignoredBy: wire)
    }

    private func list(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let query = try QueryWire(request.uri.query)
        let page = query.page(standard: 50, most: 500)
        try query.check()
        let (user, access) = try await desk.user(request, context, to: .read)
        let found = try await desk.sessions.list(access, of: user, page: page)
        return .json { text in
            text.array("sessions", found.items) { text, session in text.object { $0.session(session) } }
            text.page(page, count: found.items.count, total: found.total)
        }
    }

    private func get(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let (user, access) = try await desk.user(request, context, to: .read)
        let id = try context.pathParameter("session_id")
        let session = try await desk.sessions.record(access, id: id, of: user)
        return .json { $0.session(session) }
    }

    private func update(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let wire = try await request.json(upTo: desk.bodyLimit)
        let (annotations, metadata) = (wire.annotations(), wire.json("metadata"))
        try wire.problems.check()
        let (user, access) = try await desk.user(request, context, to: .write)
        let session = try await desk.sessions.update(
            access,
            id: try context.pathParameter("session_id"),
            of: user,
            annotations: annotations,
            metadata: metadata
        )
        return Response.json { $0.session(session) }.naming(ignoredBy: wire)
    }

    private func end(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let (user, access) = try await desk.user(request, context, to: .write)
        let id = try context.pathParameter("session_id")
        let session = try await desk.sessions.end(access, id: id, of: user)
        return .json { $0.session(session) }
    }

    /// Deletes the session with its memory blocks.
    private func delete(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let (user, access) = try await desk.user(request, context, to: .write)
        let id = try context.pathParameter("session_id")
        _ = try await desk.sessions.record(access, id: id, of: user)
        _ = try await AllMemories.delete(by: access, desk.memories, .blocks(of: [id], all: true))
        try await desk.memories.deleteWorkingMemory(access, SessionKey(sessionID: id, userID: user, namespace: ""))
        return Response(status: .noContent)
    }
}

extension QueryWire {
    /// `limit` and `offset`.
    func page(standard: Int, most: Int) -> PageRequest {
        PageRequest(
            limit: wire.integer("limit", in: 1...most) ?? standard,
            offset: wire.integer("offset", in: 0...Int(Int32.max)) ?? 0
        )
    }
}

extension JSONWriter {
    /// The members of that server's `Session`.
    fileprivate mutating func session(_ session: SessionRecord) {
        member("user_id", session.userID)
        member("session_id", session.sessionID)
        member("start_time", session.startedAt)
        member("end_time", session.state.endedAt)
        member("annotations", session.state.annotations.json)
        member("metadata", session.state.metadata == .object([:]) ? .null : session.state.metadata)
        member("blocks_ttl", session.state.memorySeconds)
    }

    /// The members that all lists end with.
    mutating func page(_ page: PageRequest, count: Int, total: Int) {
        member("count", count)
        member("total", total)
        member("limit", page.limit)
        member("offset", page.offset)
    }
}

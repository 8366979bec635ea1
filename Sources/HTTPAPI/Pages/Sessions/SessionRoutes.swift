import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity
import Memories

/// The pages of working memory: sessions as conversations.
struct SessionRoutes: Sendable {
    let web: PageEnvironment
    let memories: MemoryService

    private static let purpose = ["sessions"]
    private static let lastPage = 500

    func mount(on router: some RouterMethods<EdgeContext>) {
        router.on(.conversations, .get, use: list)
        router.on(.conversation, .get, use: show)
        router.on(.sessionDelete, .get, use: ask)
        router.on(.sessionDelete, .post, use: delete)
        router.on(.sessionKeep, .post, use: keep)
    }

    @Sendable private func list(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await web.page(request) { visit in
            let number = min(max(1, Int(try request.query().values("page").first ?? "") ?? 1), Self.lastPage)
            let found = try await memories.sessionOverviews(
                visit.access(to: .read),
                page: PageRequest(limit: SessionsPage.size, offset: (number - 1) * SessionsPage.size)
            )
            let page = SessionsPage(found.items.map { ShownSession($0, visit) }, total: found.total, page: number)
            return try web.show(page, visit, at: .sessions)
        }
    }

    @Sendable private func show(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await web.page(request) { visit in
            let access = try visit.access(to: .read)
            let session = try await memories.workingMemory(access, key(request, context), window: nil).memory
            var filter = MemoryFilter()
            filter.sessionID = TagFilter([.equal(session.key.sessionID)])
            let kept = try await memories.list(access, filter, page: PageRequest(limit: 5)).items
            let page = SessionPage(session, kept: kept, visit, seal: seal(visit))
            return try web.show(page, visit, at: .sessions)
        }
    }

    @Sendable private func ask(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await web.page(request) { visit in
            let access = try visit.access(to: .write)
            let session = try await memories.workingMemory(access, key(request, context), window: nil).memory
            return try web.show(SessionDeletePage(session, seal: seal(visit)), visit, at: .sessions)
        }
    }

    @Sendable private func delete(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let key = try key(request, context)
        let (visit, _) = try await web.form(request, sealedFor: Self.purpose, page: key.path(.conversation))
        let access = try visit.access(to: .write)
        // One session: a key without a user or namespace could mean several.
        let session = try await memories.workingMemory(access, key, window: nil).memory
        try await memories.deleteWorkingMemory(access, session.key)
        return web.done("The session was deleted.", visit, then: PageEndpoint.conversations.rawValue)
    }

    /// Keeps one message as a long-term memory, which outlives the session.
    @Sendable private func keep(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let key = try key(request, context)
        let (visit, form) = try await web.form(request, sealedFor: Self.purpose, page: key.path(.conversation))
        let access = try visit.access(to: .write)
        let session = try await memories.workingMemory(access, key, window: nil).memory
        guard let id = try form.value("message"), let message = session.messages.last(where: { $0.id.isExactly(id) })
        else {
            throw Fault(.notFound, "The message is not in the session.")
        }
        let memory = Memory(
            id: ULID.make(at: visit.now, random: web.random),
            text: message.content,
            kind: .message,
            userID: session.key.userID ?? access.author,
            sessionID: session.key.sessionID,
            namespace: session.key.namespace,
            createdAt: visit.now
        )
        let known = try await memories.remember(access, [memory], deduplicate: true).known.first?.holder
        return web.done(
            known == nil ? "The message is kept as a memory." : "That is remembered already.",
            visit,
            then: session.key.path(.conversation)
        )
    }

    private func key(_ request: Request, _ context: EdgeContext) throws -> SessionKey {
        SessionKey(id: try context.pathParameter("session_id"), try request.query())
    }

    private func seal(_ visit: PageVisit) -> String { web.seal(Self.purpose, for: visit.visitor) }
}

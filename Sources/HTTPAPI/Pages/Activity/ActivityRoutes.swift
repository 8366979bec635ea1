import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity
import Memories
import NIOCore

/// The page of what applications did with a person's memories, and its export.
struct ActivityRoutes: Sendable {
    let web: PageEnvironment
    let holdings: PersonalHoldings

    func mount(on router: some RouterMethods<EdgeContext>) {
        router.on(.activity, .get, use: show)
        router.on(.activityExport, .get, use: export)
    }

    @Sendable private func show(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await web.page(request) { visit in
            let access = try visit.access(to: .read)
            let user = visit.visitor.user.id
            let query = ActivityQuery(try request.query())
            let subjects = try await holdings.subjects(of: user)
            let memories = holdings.memories
            let filter = query.filter(subjects, now: visit.now)
            let events = try await memories.activity(access, filter, page: query.request)
            let page = ActivityPage(
                query,
                events,
                try await memories.memories(access, named: events.items),
                subjects: subjects,
                access: try await self.access(of: user, subjects, query, at: visit.now),
                names: ApplicationNames(subjects),
                keptDays: memories.limits.activityDays,
                viewer: user,
                now: visit.now
            )
            return try web.show(page, visit, at: .activity)
        }
    }

    /// Below the first page of everything only.
    private func access(
        of user: ID<User>,
        _ subjects: [ApplicationSubject],
        _ query: ActivityQuery,
        at now: Timestamp
    ) async throws -> [ShownAccess] {
        guard query.page == 1, query.application.isEmpty, query.kind == .all else { return [] }
        return ShownAccess.all(
            sessions: try await holdings.sessions.sessions(of: user, at: now),
            subjects: subjects,
            ended: try await holdings.applications?.ended(of: user) ?? [],
            now: now
        )
    }

    /// One JSON object a line, newest first. Events that come in meanwhile are not part of it.
    @Sendable private func export(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await web.page(request) { visit in
            let access = try visit.access(to: .read)
            let subjects = try await holdings.subjects(of: visit.visitor.user.id)
            let filter = ActivityQuery(try request.query()).filter(subjects, now: visit.now)
            let events = ActivityStream(memories: holdings.memories, access: access, filter: filter, end: visit.now)
            let day = visit.now.description.prefix(10)
            return .download("activity-\(day).jsonl", type: "application/jsonl") { write in
                try await events.forEachPage { page in
                    var lines: [UInt8] = []
                    for event in page { lines += try StrictJSON.encode(event.json) + [UInt8(ascii: "\n")] }
                    try await write(lines)
                }
            }
        }
    }
}

/// A person's events, newest first, page by page.
struct ActivityStream: Sendable {
    let memories: MemoryService
    let access: Access
    let filter: ActivityFilter
    /// Later events are left out.
    let end: Timestamp

    /// Begins each page at the time where the one before ended, so that a page costs the same wherever it is.
    func forEachPage(_ body: ([MemoryEvent]) async throws -> Void) async throws {
        let limit = memories.limits.pageSize
        var filter = filter
        var to = end.advanced(by: .milliseconds(1))
        // Events of the last time that were shown already.
        var shown = 0
        while true {
            filter.to = to
            let page = try await memories.activity(access, filter, page: PageRequest(limit: limit, offset: shown)).items
            if !page.isEmpty { try await body(page) }
            guard page.count == limit, let last = page.last?.at else { return }
            let next = last.advanced(by: .milliseconds(1))
            let same = page.count { $0.at == last }
            shown = next == to ? shown + same : same
            to = next
        }
    }
}

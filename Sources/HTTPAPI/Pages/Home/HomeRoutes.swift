import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity
import Memories

/// The home page: what came in, what needs attention, or the first steps.
struct HomeRoutes: Sendable {
    let web: PageEnvironment
    let holdings: PersonalHoldings
    /// The address that MCP clients are given.
    let mcpURL: String

    private static let recentCount = 5

    /// The page for the person logged in at this browser; nil for no one.
    func response(to request: Request) async throws -> Response? {
        guard let visit = try await web.visit(request) else { return nil }
        let access = try visit.access(to: .read)
        let recent = try await holdings.memories.list(
            access,
            MemoryFilter(),
            page: PageRequest(limit: Self.recentCount)
        )
        let user = visit.visitor.user
        let subjects = try await holdings.subjects(of: user.id)
        let applications = subjects.compactMap(\.connected)
        let tokens = subjects.compactMap(\.token)
        let person = user.displayName ?? user.name
        guard recent.total > 0 else {
            return try first(visit, subjects, isWatching: request.uri.queryParameters["watch"] != nil)
        }
        let days = try await holdings.memories.days(access, last: ActivityMap.dayCount, before: visit.now)
        let sessions = try await holdings.memories.sessionOverviews(access, page: PageRequest(limit: 1)).total
        let matters = try await matters(of: user.id, tokens, at: visit.now)
        let today = try await holdings.memories.applicationDays(access, since: Timestamp(day: visit.now.day))
        let (arrivals, more) = HomeArrival.all(today, subjects)
        let names = ApplicationNames(subjects)
        let page = HomePage(
            person: person,
            total: recent.total.grouped,
            today: localized("+\((days.last { $0.day == visit.now.day }?.count ?? 0).grouped) today"),
            sessions: sessions.grouped,
            applications: holdings.applications == nil ? nil : applications.count.grouped,
            tokens: tokens.count.grouped,
            matters: matters,
            hasMatters: !matters.isEmpty,
            arrivals: arrivals,
            hasArrivals: !arrivals.isEmpty,
            moreArrivals: more > 0 ? localized("and \(more.grouped) more") : nil,
            map: ActivityMap(days, now: visit.now),
            recent: recent.items.map { ShownMemory($0, visit, names: names) },
            canWrite: visit.canWrite
        )
        return try web.show(page, visit, at: .home)
    }

    private func first(_ visit: PageVisit, _ subjects: [ApplicationSubject], isWatching: Bool) throws -> Response {
        // A token counts once something used it; an application was let in by the person.
        let connection = subjects.first { $0.connected != nil || $0.token?.lastUsedAt != nil }?.name
        let page = FirstRunPage(
            person: visit.visitor.user.displayName ?? visit.visitor.user.name,
            isConnected: connection != nil,
            connection: connection?.beginning(60),
            hasApplications: holdings.applications != nil,
            isWatching: isWatching,
            mcpURL: mcpURL,
            canWrite: visit.canWrite
        )
        var response = try web.show(page, visit, at: .home)
        // The person asked for this and can stop it, as WCAG 2.2 §2.2.1 demands.
        if isWatching { response.headers[.refresh] = "5" }
        return response
    }

    private func matters(of user: ID<User>, _ tokens: [APIToken], at now: Timestamp) async throws -> [HomeMatter] {
        let ended = try await holdings.applications?.ended(of: user) ?? []
        let wrong = try await LocalLogin.wrongPasswords(of: user, in: holdings.passwords, at: now)
        return HomeMatter.passwords(wrong) + HomeMatter.ends(ended, now: now) + HomeMatter.tokens(tokens, now: now)
            + (holdings.memories.findsByMeaning ? [] : [HomeMatter.model])
    }
}

import Authorization
import Base
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
    private static let soon = Duration.seconds(7 * 86_400)

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
        let applications = try await holdings.applications?.list(of: user.id)
        let tokens = try await holdings.tokens.list(of: user.id)
        let person = user.displayName ?? user.name
        guard recent.total > 0 else {
            let page = FirstRunPage(
                person: person,
                isConnected: applications?.isEmpty == false || tokens.contains { $0.lastUsedAt != nil },
                hasApplications: holdings.applications != nil,
                mcpURL: mcpURL,
                canWrite: visit.canWrite
            )
            return try web.show(page, visit, at: .home)
        }
        let days = try await holdings.memories.days(access, last: ActivityMap.dayCount, before: visit.now)
        let sessions = try await holdings.memories.sessionOverviews(access, page: PageRequest(limit: 1)).total
        let matters = matters(tokens, at: visit.now)
        let names = ApplicationNames(applications: applications ?? [], tokens: tokens)
        let page = HomePage(
            person: person,
            total: recent.total.grouped,
            today: localized("+\((days.last { $0.day == visit.now.day }?.count ?? 0).grouped) today"),
            sessions: sessions.grouped,
            applications: applications?.count.grouped,
            tokens: tokens.count.grouped,
            matters: matters,
            hasMatters: !matters.isEmpty,
            map: ActivityMap(days, now: visit.now),
            recent: recent.items.map { ShownMemory($0, visit, names: names) },
            canWrite: visit.canWrite
        )
        return try web.show(page, visit, at: .home)
    }

    private func matters(_ tokens: [APIToken], at now: Timestamp) -> [HomePage.Matter] {
        let model =
            holdings.memories.findsByMeaning
            ? [] : [HomePage.Matter(isToken: false, isModel: true, token: nil, left: nil)]
        let ending = tokens.compactMap { token -> HomePage.Matter? in
            guard let end = token.expiresAt, end > now, end.since(now) < Self.soon else { return nil }
            return .init(isToken: true, isModel: false, token: token.label, left: ShownTime.left(until: end, now: now))
        }
        return ending + model
    }
}

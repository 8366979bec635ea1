import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity
import Logging

/// The page of the applications that this server knows, for administrators, who can remove one for everybody.
struct ServerApplicationRoutes: Sendable {
    let web: PageEnvironment
    let managed: ManagedAuthorization

    private static let lastPage = 10_000

    func mount(on router: some RouterMethods<EdgeContext>) {
        router.on(.serverApplications, .get, use: show)
        router.on(.serverApplicationRemoval, .post, use: remove)
    }

    @Sendable private func show(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await web.page(request) { visit in
            try visit.requireAdministrator()
            let query = try request.query()
            let number = min(max(1, Int(query.values("page").first ?? "") ?? 1), Self.lastPage)
            let page = ServerApplicationsPage(
                registered: try await newest(number),
                page: number,
                documents: try await managed.clients.documents().reversed(),
                documentPage: query.values("documents").first,
                people: try await managed.clients.people(),
                now: visit.now,
                seal: { web.seal(Self.purpose($0.id.rawValue), for: visit.visitor) }
            )
            return try web.show(page, visit, at: .people)
        }
    }

    /// A page of the registered ones, newest first. The store lists the oldest first.
    private func newest(_ number: Int) async throws -> Page<Client> {
        let total = try await managed.clients.clients(PageRequest(limit: 1)).total
        let end = max(0, total - (number - 1) * ServerApplicationsPage.size)
        let start = max(0, end - ServerApplicationsPage.size)
        guard end > start else { return Page(items: [], total: total) }
        let found = try await managed.clients.clients(PageRequest(limit: end - start, offset: start))
        return Page(items: found.items.reversed(), total: found.total)
    }

    @Sendable private func remove(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let path = PageEndpoint.serverApplications.rawValue
        let (visit, form) = try await web.form(request, page: path) { try Self.purpose($0.value("client") ?? "") }
        try visit.requireAdministrator()
        let id = ID<Client>(try form.value("client") ?? "")
        guard try await managed.revoker.remove(id) else {
            throw Fault(.notFound, "The application was removed already.")
        }
        context.logger.notice("client removed", metadata: ["client": "\(id)", "by": "\(visit.visitor.user.id)"])
        return web.done("The application is removed: its access ended for everybody.", visit, then: path)
    }

    private static func purpose(_ id: String) -> [String] { ["remove client", id] }
}

import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity
import Memories

/// The pages on which administrators examine the server: its health, its identity providers, and what it makes of a token.
struct InspectionRoutes: Sendable {
    let web: PageEnvironment
    let inspection: any ServerInspection
    let users: UserDirectory
    let memories: MemoryService
    let version: String
    let startedAt: Timestamp

    private static let purpose = ["check a token"]

    func mount(on router: some RouterMethods<EdgeContext>) {
        router.on(.serverHealth, .get) { request, _ in
            try await web.page(request) { visit in
                try visit.requireAdministrator()
                let page = ServerHealthPage(
                    await inspection.findings(),
                    version: version,
                    databaseBytes: inspection.databaseBytes(),
                    people: try await users.list(PageRequest(limit: 1)).total,
                    embedding: await memories.embeddingStatus(),
                    unwritten: memories.upkeep.unwritten,
                    started: ShownTime(startedAt, now: visit.now)
                )
                return try web.show(page, visit, at: .people)
            }
        }
        router.on(.providers, .get) { request, _ in
            try await web.page(request) { visit in
                try visit.requireAdministrator()
                return try web.show(ProvidersPage(await inspection.providers()), visit, at: .people)
            }
        }
        router.on(.checkToken, .get) { request, _ in
            try await web.page(request) { visit in
                try visit.requireAdministrator()
                return try show(nil, visit)
            }
        }
        router.on(.checkToken, .post) { request, _ in
            let (visit, form) = try await web.form(
                request,
                sealedFor: Self.purpose,
                page: PageEndpoint.checkToken.rawValue
            )
            try visit.requireAdministrator()
            return try show(try await inspection.explain(Secret(form.value("token") ?? "")), visit)
        }
    }

    /// The response to the form, not a redirect to one: the token would have to be kept for it.
    private func show(_ explanation: TokenExplanation?, _ visit: PageVisit) throws -> Response {
        try web.show(
            try TokenPage(explanation, seal: web.seal(Self.purpose, for: visit.visitor)),
            visit,
            at: .people
        )
    }
}

extension PageVisit {
    /// - Throws: `notFound` for everyone else, as for a page that does not exist.
    func requireAdministrator() throws {
        guard visitor.user.isAdministrator else {
            throw Fault(.notFound, "This server has no page at this address.")
        }
    }
}

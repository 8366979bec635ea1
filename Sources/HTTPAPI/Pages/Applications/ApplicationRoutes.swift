import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity
import Memories

/// The pages of the applications that a person let in.
struct ApplicationRoutes: Sendable {
    let web: PageEnvironment
    let applications: ConnectedApplications
    let holdings: PersonalHoldings
    var pauses: ApplicationPauses { holdings.pauses }
    /// The address that MCP clients are given.
    let mcpURL: String

    func mount(on router: some RouterMethods<EdgeContext>) {
        router.on(.applications, .get) { request, _ in
            try await web.page(request) { visit in
                let page = ApplicationsPage(
                    try await shown(visit),
                    ended: try await ended(visit),
                    mcpURL: mcpURL,
                    page: try request.query().values("page").first
                )
                return try web.show(page, visit, at: .applications)
            }
        }
        router.on(.application, .get, use: show)
        router.on(.applicationUndo, .get, use: showUndo)
        router.on(.applicationUndo, .post, use: undo)
        router.on(.applicationTakeBack, .post, use: takeBack)
        router.on(.disconnect, .post, use: disconnect)
        router.on(.pause, .post, use: pause)
    }

    /// The application of the path, if it is the person's.
    /// - Throws: `notFound`, for another person's as for one that does not exist.
    func subject(_ context: EdgeContext, _ visit: PageVisit) async throws -> ApplicationSubject {
        let id = try context.pathParameter("client_id")
        if id.isExactly(ApplicationChoice.imported) {
            return ApplicationSubject(importsInto: visit.visitor.memberships.map(\.workspace.id))
        }
        guard let subject = try await holdings.subjects(of: visit.visitor.user.id).first(where: { $0.isNamed(id) })
        else { throw Fault(.notFound, "Application not found") }
        return subject
    }

    /// Shows an application with its deeds where it works, in whatever workspace the person looks at.
    @Sendable private func show(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await web.page(request) { visit in
            let subject = try await subject(context, visit)
            let place = visit.entering(subject.workspaces)
            let access = try place.access(to: .read)
            let memories = holdings.memories
            var filter = ActivityFilter()
            filter.applications = subject.applications
            let events = try await memories.activity(access, filter, page: PageRequest(limit: Self.deedCount)).items
            let known = try await memories.memories(access, named: events)
            let names = try await holdings.applicationNames(of: visit.visitor.user.id)
            let writing = try? place.access(to: .write)
            var undone: [UndoneApplication] = []
            if let writing { undone = try await memories.undone(writing) }
            let days = try await memories.applicationDays(access, since: ApplicationUse.start(at: visit.now))
            var application: ShownApplication?
            if let connected = subject.connected { application = try await shown([connected], visit).first }
            let page = ApplicationPage(
                subject,
                application: application,
                token: subject.token.map { shown($0, place.membership.workspace, at: visit.now) },
                use: ApplicationUse(days, of: subject.applications, now: visit.now),
                deeds: events.map { ShownDeed($0, known, names: names, viewer: visit.visitor.user.id, now: visit.now) },
                canUndo: writing != nil,
                undone: undone.filter { subject.applications.contains($0.application) }.map {
                    let seal = web.seal(Self.takeBackPurpose($0.id.rawValue), for: visit.visitor)
                    return .init($0, now: visit.now, seal: seal)
                }
            )
            return try web.show(page, visit, at: .applications)
        }
    }

    /// The newest deeds on an application's page.
    private static let deedCount = 5

    private func shown(_ visit: PageVisit) async throws -> [ShownApplication] {
        try await shown(applications.list(of: visit.visitor.user.id), visit)
    }

    private func shown(_ connected: [ConnectedApplication], _ visit: PageVisit) async throws -> [ShownApplication] {
        let paused = try await pauses.paused(by: visit.visitor.user.id)
        return connected.map { application in
            ShownApplication(
                application,
                pausedAt: paused.first { $0.application == application.application }?.pausedAt,
                now: visit.now,
                seal: { web.seal(["client", $0], for: visit.visitor) }
            )
        }
    }

    private func shown(_ token: APIToken, _ workspace: Workspace, at now: Timestamp) -> ApplicationPage.TokenFacts {
        .init(
            masked: APITokenSecret.masked(token.id),
            scopes: AccountRoutes.words(token.scopes),
            place: workspace.words,
            created: ShownTime(token.createdAt, now: now),
            expires: token.expiresAt.map { localized("in \(ShownTime.left(until: $0, now: now))") }
                ?? localized("never"),
            lastUsed: token.lastUsedAt.map { ShownTime($0, now: now) },
            lastAddress: token.lastAddress
        )
    }

    private func ended(_ visit: PageVisit) async throws -> [ShownEnd] {
        try await applications.ended(of: visit.visitor.user.id).map { ShownEnd($0, now: visit.now) }
    }

    @Sendable private func disconnect(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let path = PageEndpoint.applications.rawValue
        let (visit, form) = try await web.form(request, page: path) { try ["client", $0.value("client") ?? ""] }
        let client = try form.value("client") ?? ""
        try await applications.disconnect(client, from: visit.visitor.user.id)
        return web.done("It is disconnected: its tokens no longer work. It can ask you again.", visit, then: path)
    }

    /// Pauses an application, or lets it go on.
    @Sendable private func pause(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let path = PageEndpoint.applications.rawValue
        let (visit, form) = try await web.form(request, page: path) { try ["client", $0.value("client") ?? ""] }
        let user = visit.visitor.user.id
        let client = try form.value("client") ?? ""
        let connected = try await applications.list(of: user)
        guard let application = connected.first(where: { $0.id.isExactly(client) }) else {
            throw Fault(.notFound, "Application not found")
        }
        if try form.value("action") == "resume" {
            for registration in application.applications { _ = try await pauses.resume(registration, by: user) }
            return web.done("It is resumed: it may use your memories again.", visit, then: path)
        }
        for registration in application.applications {
            try await pauses.pause(registration, by: user, at: visit.now)
        }
        return web.done("It is paused: its calls are refused until you resume it.", visit, then: path)
    }
}

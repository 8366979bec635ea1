import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity

/// The pages of the applications that a person let in.
struct ApplicationRoutes: Sendable {
    let web: PageEnvironment
    let applications: ConnectedApplications
    let pauses: ApplicationPauses
    /// The address that MCP clients are given.
    let mcpURL: String

    func mount(on router: some RouterMethods<EdgeContext>) {
        router.on(.applications, .get) { request, _ in
            try await web.page(request) { visit in
                let page = ApplicationsPage(try await shown(visit), ended: try await ended(visit), mcpURL: mcpURL)
                return try web.show(page, visit, at: .applications)
            }
        }
        router.on(.application, .get) { request, context in
            try await web.page(request) { visit in
                let id = try context.pathParameter("client_id")
                guard
                    let application = try await shown(visit).first(where: {
                        $0.id.isExactly(id) || $0.client.isExactly(id)
                    })
                else {
                    throw Fault(.notFound, "Application not found")
                }
                return try web.show(ApplicationPage(application), visit, at: .applications)
            }
        }
        router.on(.disconnect, .post, use: disconnect)
        router.on(.pause, .post, use: pause)
    }

    private func shown(_ visit: PageVisit) async throws -> [ShownApplication] {
        let paused = try await pauses.paused(by: visit.visitor.user.id)
        return try await applications.list(of: visit.visitor.user.id).map { application in
            ShownApplication(
                application,
                pausedAt: paused.first { $0.application == application.application }?.pausedAt,
                now: visit.now,
                seal: { web.seal(["client", $0], for: visit.visitor) }
            )
        }
    }

    private func ended(_ visit: PageVisit) async throws -> [ShownEnd] {
        try await applications.ended(of: visit.visitor.user.id).map { ShownEnd($0, now: visit.now) }
    }

    @Sendable private func disconnect(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let path = PageEndpoint.applications.rawValue
        let (visit, form) = try await web.form(request, page: path) { try ["client", $0.value("client") ?? ""] }
        let client = try form.value("client") ?? ""
        try await applications.disconnect(client, from: visit.visitor.user.id)
        return web.done("It is disconnected: its tokens no longer work.", visit, then: path)
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
            return web.done("It may go on.", visit, then: path)
        }
        for registration in application.applications {
            try await pauses.pause(registration, by: user, at: visit.now)
        }
        return web.done("It is paused: its calls are refused until you resume it.", visit, then: path)
    }
}

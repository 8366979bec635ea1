import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity
import Logging
import Memories

/// The pages of the server's people and settings, for its administrators. Everybody else gets 404, as for a page that does not exist.
struct PeopleRoutes: Sendable {
    let web: PageEnvironment
    let users: UserDirectory
    let logins: Logins
    let tokens: APITokenDirectory
    let settings: [ShownSetting]

    private static let lastPage = 1_000

    func mount(on router: some RouterMethods<EdgeContext>) {
        router.on(.people, .get) { request, _ in
            try await web.page(request) { visit in
                try visit.requireAdministrator()
                let number = min(max(1, Int(try request.query().values("page").first ?? "") ?? 1), Self.lastPage)
                let found = try await users.list(
                    PageRequest(limit: PeoplePage.size, offset: (number - 1) * PeoplePage.size)
                )
                let page = PeoplePage(found, page: number, visit: visit) { user in
                    web.seal(["person", user.id.rawValue], for: visit.visitor)
                }
                return try web.show(page, visit, at: .people)
            }
        }
        router.on(.personState, .post, use: change)
        router.on(.personLogins, .post, use: endLogins)
        router.on(.settings, .get) { request, _ in
            try await web.page(request) { visit in
                try visit.requireAdministrator()
                let query = try request.query()
                let page = SettingsPage(
                    settings,
                    q: (query.values("q").first ?? "").trimmingBlanks(),
                    showsAll: query.values("show").first == "all"
                )
                return try web.show(page, visit, at: .people)
            }
        }
    }

    /// Disables a person, or enables one again.
    @Sendable private func change(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let path = PageEndpoint.people.rawValue
        let (visit, form) = try await web.form(request, page: path) { try ["person", $0.value("person") ?? ""] }
        try visit.requireAdministrator()
        let id = try form.value("person") ?? ""
        guard id != visit.visitor.user.id.rawValue else {
            throw Fault(.forbidden, "You cannot disable yourself.")
        }
        if try form.value("state") == "disabled" {
            let user = try await users.disable(id)
            return web.done(
                "\(user.name) is disabled: logins, tokens and applications stop working.",
                visit,
                then: path
            )
        }
        let user = try await users.enable(id)
        return web.done("\(user.name) is enabled and may log in.", visit, then: path)
    }

    /// Ends the browser sessions, applications and API tokens of a person, who may log in again.
    @Sendable private func endLogins(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let path = PageEndpoint.people.rawValue
        let (visit, form) = try await web.form(request, page: path) { try ["person", $0.value("person") ?? ""] }
        try visit.requireAdministrator()
        let id = try form.value("person") ?? ""
        guard id != visit.visitor.user.id.rawValue else {
            throw Fault(.forbidden, "End your own logins on your account page.")
        }
        let user = try await users.user(id)
        let ended = try await logins.endAll(of: user)
        var revoked = 0
        for token in try await tokens.list(of: user.id) {
            if try await tokens.remove(token.id) { revoked += 1 }
        }
        context.logger.info("logins ended", metadata: ["user": "\(user.id)", "by": "\(visit.visitor.user.id)"])
        let parts = [
            ended.browserSessions.of("session", "sessions"), ended.grants.of("application", "applications"),
            revoked.of("API token", "API tokens"),
        ]
        return web.done("\(user.name) is logged out everywhere: \(parts.joined(separator: ", ")).", visit, then: path)
    }
}

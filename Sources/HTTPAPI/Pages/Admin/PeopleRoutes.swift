import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity
import Logging
import Memories

/// The list of the server's people and the settings, for administrators. Everybody else gets 404, as for a page that
/// does not exist.
struct PeopleRoutes: Sendable {
    let web: PageEnvironment
    let users: UserDirectory
    let invitations: Invitations
    /// Whether an invited person can log in with a password.
    let offersPassword: Bool
    let settings: [ShownSetting]

    private static let lastPage = 1_000
    private static let purpose = ["people"]
    private static let path = PageEndpoint.people.rawValue

    func mount(on router: some RouterMethods<EdgeContext>) {
        router.on(.people, .get, use: show)
        router.on(.personInvitation, .post, use: invite)
        router.on(.personWithdrawal, .post, use: withdraw)
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

    @Sendable private func show(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await web.page(request) { visit in
            try visit.requireAdministrator()
            let number = min(max(1, Int(try request.query().values("page").first ?? "") ?? 1), Self.lastPage)
            let found = try await users.list(
                PageRequest(limit: PeoplePage.size, offset: (number - 1) * PeoplePage.size)
            )
            let page = PeoplePage(
                found,
                page: number,
                visit: visit,
                invitations: offersPassword
                    ? try await InvitationCard(invitations, to: nil, visit, web) : nil,
                seal: web.seal(Self.purpose, for: visit.visitor)
            )
            return try web.show(page, visit, at: .people)
        }
    }

    /// Makes a link with which one person creates an account. So nobody else ever knows the password.
    @Sendable private func invite(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (visit, form) = try await web.form(request, sealedFor: Self.purpose, page: Self.path)
        try visit.requireAdministrator()
        guard offersPassword else {
            throw Fault(.forbidden, "People log in to this server through a provider only. They need no invitation.")
        }
        guard let days = try form.value("days").flatMap({ Int($0) }) else {
            throw Fault(.invalidRequest, "Choose for how many days the invitation is valid.")
        }
        let (invitation, secret) = try await invitations.invite(
            to: nil,
            as: .reader,
            by: visit.visitor.user,
            for: (form.value("note") ?? "").trimmingBlanks(),
            days: days,
            makesAccount: true,
            at: visit.now
        )
        context.logger.note("made", invitation, by: visit.visitor.user)
        web.flashes.leave(
            .link(InvitationLink.url(origin: web.origin, secret), invitation.note),
            for: visit.visitor.session.id,
            at: visit.now
        )
        return .seeOther(Self.path)
    }

    @Sendable private func withdraw(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (visit, form) = try await web.form(request, sealedFor: Self.purpose, page: Self.path)
        try visit.requireAdministrator()
        let wanted = try form.value("invitation") ?? ""
        let open = try await invitations.list(to: nil, at: visit.now)
        try await invitations.withdraw(ID(wanted), to: nil)
        if let invitation = open.first(where: { $0.id.rawValue.isExactly(wanted) }) {
            context.logger.note("withdrawn", invitation, by: visit.visitor.user)
        }
        return web.done("The invitation is withdrawn: its link no longer works.", visit, then: Self.path)
    }
}

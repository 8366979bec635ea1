import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity

/// The page behind the link of an invitation: people who are logged in join the team; a new person chooses a name and
/// a password, if the invitation allows it. An invitation to the server alone is for new people only.
struct JoinRoutes: Sendable {
    let web: PageEnvironment
    let means: LoginMeans
    let invitations: Invitations
    /// Limits the attempts of one address with links that do not work.
    private let misses: [FailureLimit]
    /// Limits on accounts from one address: each costs the derivation of a password.
    private let accounts: [FailureLimit]

    init(web: PageEnvironment, means: LoginMeans, invitations: Invitations) {
        (self.web, self.means, self.invitations) = (web, means, invitations)
        let servers = means.instances
        misses = [
            FailureLimit(perMinute: 30, among: servers), FailureLimit(perMinute: 120, by: .site, among: servers),
        ]
        accounts = [
            FailureLimit(perMinute: 10, among: servers), FailureLimit(perMinute: 60, by: .site, among: servers),
        ]
    }

    func mount(on router: some RouterMethods<EdgeContext>) {
        router.on(.join, .get) { request, context in
            let (secret, open) = try await invitation(request, context)
            return try await page(open, secret, request)
        }
        router.on(.join, .post, use: join)
    }

    /// - Throws: `notFound`, the same for every link that does not work.
    private func invitation(_ request: Request, _ context: EdgeContext) async throws -> (Secret, OpenInvitation) {
        let (caller, now) = (web.caller(request, context), web.time.now())
        let secret = Secret(try context.pathParameter("secret"))
        do {
            for limit in misses { try limit.check(caller, at: now) }
            return (secret, try await invitations.open(secret, at: now))
        } catch let fault as Fault where fault.code == .notFound {
            for limit in misses { limit.note(caller, at: now) }
            throw fault
        } catch let fault as Fault where fault.code == .rateLimited {
            throw Fault(.rateLimited, "Too many links from this address that lead nowhere.", hints: fault.hints)
        }
    }

    private func page(
        _ open: OpenInvitation,
        _ secret: Secret,
        _ request: Request,
        username: String = "",
        wrong: (field: JoinPage.Wrong, problem: PageProblem)? = nil,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let visitor = try await web.visitor(request, at: web.time.now())
        let browser = web.browser(request)
        let purpose = Self.purpose(secret)
        let page = JoinPage(
            open,
            path: PageEndpoint.join.path(secret.reveal()),
            person: visitor.map { $0.user.displayName ?? $0.user.name },
            makesAccount: open.invitation.makesAccount && means.offersPassword,
            username: username,
            wrong: wrong,
            seal: visitor.map { web.seal(purpose, for: $0) }
                ?? web.seals.seal(purpose: purpose, browser: browser.secret)
        )
        return try web.response(page, status: status, cookies: [browser.setCookie].compactMap(\.self))
    }

    @Sendable private func join(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try web.requireOwnPage(request)
        let (secret, open) = try await invitation(request, context)
        let (form, now) = (try await request.form(), web.time.now())
        let path = PageEndpoint.join.path(secret.reveal())
        guard try form.value("action") == "join" else {
            return try await create(form, open, secret, path, request, context)
        }
        let visitor = try await web.requireSeal(
            form.value("seal"),
            { _ in Self.purpose(secret) },
            of: web.visitor(request, at: now),
            page: path
        )
        guard let team = open.workspace else {
            throw Fault(.conflict, "You have an account on this server. This invitation is for a person without one.")
        }
        try await invitations.accept(secret, by: visitor.user, at: now)
        context.logger.note("accepted", open.invitation, by: visitor.user)
        web.flashes.leave(.done(Self.welcome(team)), for: visitor.session.id, at: now)
        return .seeOther(Self.path(of: team))
    }

    private func create(
        _ form: FormParameters,
        _ open: OpenInvitation,
        _ secret: Secret,
        _ path: String,
        _ request: Request,
        _ context: EdgeContext
    ) async throws -> Response {
        guard means.offersPassword, open.invitation.makesAccount else {
            throw Fault(.forbidden, "This invitation is for people with an account. Log in first.")
        }
        guard let browser = web.cookies.browser(request) else { throw web.needsCookies(path) }
        guard web.seals.isValid(try form.value("seal") ?? "", purpose: Self.purpose(secret), browser: browser) else {
            throw PageEnvironment.outOfDate(path)
        }
        let (name, now) = (try form.value("username") ?? "", web.time.now())
        let password = Secret(try form.value("password") ?? "")
        var wrong = JoinPage.Wrong.password
        do {
            try accounts.countWrite(
                by: web.caller(request, context),
                "Too many new accounts from this address.",
                at: now
            )
            try PasswordHash.check(password)
            wrong = .name
            let user = try await invitations.enroll(secret, name: name, password: password, at: now)
            context.logger.note("accepted with a new account", open.invitation, by: user)
            return try await web.firstLogin(
                of: user,
                request,
                passwords: means.passwords,
                saying: (open.workspace.map(Self.welcome) ?? localized("Your account is ready.")) + " "
                    + localized("Your user name is \(user.name)."),
                then: open.workspace.map(Self.path) ?? Endpoint.landing.rawValue
            )
        } catch let fault as Fault where [.validationFailed, .conflict].contains(fault.code) {
            context.logger.noteRefusal(fault)
            return try await page(
                open,
                secret,
                request,
                username: name,
                wrong: (wrong, PageProblem(text: fault.detail, reference: context.id)),
                status: .init(code: fault.code.status)
            )
        }
    }

    private static func purpose(_ secret: Secret) -> [String] { ["join", secret.reveal()] }

    private static func welcome(_ team: Workspace) -> String { localized("You joined the team \(team.name).") }

    private static func path(of team: Workspace) -> String {
        PageEndpoint.team.path(Percent.encode(team.id.rawValue))
    }
}

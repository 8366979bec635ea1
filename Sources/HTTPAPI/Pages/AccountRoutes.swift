import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity

/// A page of one's own: what is connected, and how to end it. Every form that changes something answers with a redirect
/// back to it.
struct AccountRoutes: Sendable {
    let web: PageEnvironment
    let means: LoginMeans
    let holdings: PersonalHoldings
    /// The address that MCP clients are given.
    let mcpURL: String

    static let path = PageEndpoint.account.rawValue

    func mount(on router: some RouterMethods<EdgeContext>) {
        router.on(.account, .get) { request, context in
            guard let visitor = try await web.visitor(request, at: web.time.now()) else {
                return .seeOther(PageEndpoint.login(continuing: Self.path))
            }
            return try await page(
                visitor,
                context,
                shown: isSeen(request) ? web.flashes.take(for: visitor.session.id, at: web.time.now()) : []
            )
        }
        if let applications = holdings.applications {
            router.on(.accountClient, .post) { request, _ in try await disconnect(request, from: applications) }
        }
        router.on(.accountTokens, .post, use: makeToken)
        router.on(.accountToken, .post, use: revokeToken)
        router.on(.accountSession, .post, use: endSession)
        router.on(.accountPassword, .post, use: changePassword)
    }

    /// Whether a person looks at the answer: a HEAD or a prefetch must not use up what is shown once.
    private func isSeen(_ request: Request) -> Bool {
        request.method == .get && request.headers[.secPurpose] == nil && request.headers[.purpose] == nil
    }

    private func disconnect(_ request: Request, from applications: ConnectedApplications) async throws -> Response {
        let (visitor, _, client) = try await sealed(request, field: "client")
        try await applications.disconnect(ID(client), from: visitor.user.id)
        return .seeOther(Self.path)
    }

    @Sendable private func revokeToken(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (visitor, _, id) = try await sealed(request, field: "token")
        guard case .one(let token) = try await holdings.tokens.find(id, of: visitor.user.id) else {
            throw Fault(.notFound, "Token not found")
        }
        _ = try await holdings.tokens.remove(token.id)
        return .seeOther(Self.path)
    }

    @Sendable private func endSession(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (visitor, _, id) = try await sealed(request, field: "session")
        _ = try await holdings.sessions.end(ID(id), of: visitor.user.id)
        return .seeOther(Self.path)
    }

    @Sendable private func makeToken(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (visitor, form, _) = try await sealed(request, field: nil)
        do {
            let minted = try await holdings.mint.mint(Self.order(form, for: visitor.user), ceiling: .write)
            web.flashes.leave(.newToken(minted.secret, minted.token.text), for: visitor.session.id, at: web.time.now())
            return .seeOther(Self.path)
        } catch let fault as Fault where (400..<500).contains(fault.code.status) {
            context.logger.noteRefusal(fault)
            return try await page(visitor, context, problem: fault.detail, status: .init(code: fault.code.status))
        }
    }

    /// The current password is asked for and its tries are limited as at a login: an unlocked screen is not the person.
    @Sendable private func changePassword(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (visitor, form, _) = try await sealed(request, field: "password", named: false)
        let user = visitor.user
        guard try await hasPassword(user) else {
            throw Fault(.notFound, "You have no password here to change.")
        }
        let password = Secret(try form.value("new") ?? "")
        var wrong = WrongField.new
        do {
            guard try password.reveal() == form.value("again") ?? "" else {
                throw Fault(.validationFailed, "The two new passwords are not the same.")
            }
            try PasswordHash.check(password)
            wrong = .current
            try await means.passwords.confirm(
                user,
                password: Secret(try form.value("current") ?? ""),
                address: web.caller(request, context),
                browser: web.cookies.known(request),
                at: web.time.now()
            )
        } catch let fault as Fault where [.validationFailed, .accessDenied, .rateLimited].contains(fault.code) {
            context.logger.noteRefusal(fault)
            var answer = try await page(
                visitor,
                context,
                problem: fault.detail,
                wrong: wrong,
                status: .init(code: fault.code.status)
            )
            answer.headers[.retryAfter] = fault.hints.retryAfter.map(String.init)
            return answer
        }
        try await holdings.logins.setPassword(
            PasswordHash(hashing: password, random: web.random),
            of: user,
            keeping: visitor.session.id
        )
        web.flashes.leave(
            .done("Your password is changed, and your logins in other browsers have ended."),
            for: visitor.session.id,
            at: web.time.now()
        )
        return .seeOther(Self.path)
    }

    /// People who log in only through a provider have none here.
    func hasPassword(_ user: User) async throws -> Bool {
        guard means.offersPassword else { return false }
        return try await holdings.passwords.password(of: user.id) != nil
    }

    /// What the form says, and nothing in place of what it does not say: a token must not live longer or do more, or
    /// less, than its owner believes.
    private static func order(_ form: FormParameters, for user: User) throws -> APITokenMint.Request {
        guard let scopes = try form.value("scope").flatMap({ ScopeSet(name: $0) }) else {
            throw Fault(.validationFailed, "Choose what the token may do: read, or read and write.")
        }
        let term = try form.value("days") ?? ""
        let days = Int(term)
        guard days != nil || term == AccountPage.never else {
            throw Fault(.validationFailed, "Choose after how many days the token ends, or that it never does.")
        }
        return APITokenMint.Request(
            text: try form.value("description") ?? "",
            owner: .user(user.id),
            workspace: user.personalWorkspace,
            scopes: scopes,
            expiresAfterDays: days
        )
    }

    /// The visitor of a form of theirs, sealed for the one thing it names.
    private func sealed(_ request: Request, field: String?, named: Bool = true) async throws -> (
        Visitor, FormParameters, String
    ) {
        try web.requireOwnPage(request)
        let form = try await request.form()
        let value = try named ? field.flatMap { try form.value($0) } ?? "" : ""
        let visitor = try await web.requireSeal(
            form.value("seal"),
            { _ in [field ?? "new token", value] },
            of: web.visitor(request, at: web.time.now()),
            page: Self.path
        )
        return (visitor, form, value)
    }
}

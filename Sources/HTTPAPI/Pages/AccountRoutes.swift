import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity

/// The account page: what is connected to an account, and forms to end it. Every form that changes something responds
/// with a redirect back to the page.
struct AccountRoutes: Sendable {
    let web: PageEnvironment
    let means: LoginMeans
    let holdings: PersonalHoldings

    static let path = PageEndpoint.account.rawValue

    func mount(on router: some RouterMethods<EdgeContext>) {
        router.on(.account, .get) { request, context in
            guard let visitor = try await web.visitor(request, at: web.time.now()) else {
                return .seeOther(PageEndpoint.login(continuing: Self.path))
            }
            return try await page(
                visitor,
                request,
                context,
                shown: request.isSeen ? web.flashes.take(for: visitor.session.id, at: web.time.now()) : []
            )
        }
        router.on(.accountTokens, .post, use: makeToken)
        router.on(.accountToken, .post, use: revokeToken)
        router.on(.accountSession, .post, use: endSession)
        router.on(.accountOthers, .post, use: endOthers)
        router.on(.accountPassword, .post, use: changePassword)
        router.on(.accountPasskeys, .post, use: addPasskey)
        router.on(.accountPasskey, .post, use: changePasskey)
    }

    @Sendable private func revokeToken(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (visitor, _, id) = try await sealed(request, field: "token")
        guard case .one(let token) = try await holdings.tokens.find(id, of: visitor.user.id) else {
            throw Fault(.notFound, "Token not found")
        }
        _ = try await holdings.tokens.remove(token.id)
        return done(
            "The token “\(token.label.beginning(60))” is revoked. What used it needs a new one to go on.",
            visitor
        )
    }

    @Sendable private func endSession(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (visitor, _, id) = try await sealed(request, field: "session")
        _ = try await holdings.sessions.end(ID(id), of: visitor.user.id)
        return done("The session is ended: that browser has to log in again.", visitor)
    }

    @Sendable private func endOthers(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (visitor, _, _) = try await sealed(request, field: "others", named: false)
        let count = try await holdings.logins.endOthers(than: visitor.session)
        return done("You are logged out in \(count.of("other browser", "other browsers")).", visitor)
    }

    /// The page, with a sentence that says what happened.
    func done(_ sentence: Words, _ visitor: Visitor) -> Response {
        web.flashes.leave(.done(localized(sentence)), for: visitor.session.id, at: web.time.now())
        return .seeOther(Self.path)
    }

    /// The page again, with the reason why a form failed.
    func refused(
        _ fault: Fault,
        _ visitor: Visitor,
        _ request: Request,
        _ context: EdgeContext
    ) async throws -> Response {
        context.logger.noteRefusal(fault)
        return try await page(
            visitor,
            request,
            context,
            problem: fault.detail,
            status: .init(code: fault.code.status)
        )
    }

    @Sendable private func makeToken(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (visitor, form, _) = try await sealed(request, field: nil)
        do {
            let minted = try await holdings.mint.mint(Self.order(form, for: visitor.user), ceiling: .write)
            web.flashes.leave(.newToken(minted.secret, minted.token.label), for: visitor.session.id, at: web.time.now())
            return .seeOther(Self.path)
        } catch let fault as Fault where (400..<500).contains(fault.code.status) {
            return try await refused(fault, visitor, request, context)
        }
    }

    /// Requires the current password, with attempts limited as at a login, because someone else may be using an
    /// unlocked screen.
    @Sendable private func changePassword(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (visitor, form, _) = try await sealed(request, field: "password", named: false)
        let user = visitor.user
        guard try await hasPassword(user) else {
            throw Fault(.notFound, "Your account has no password here. You log in through a provider.")
        }
        let password = Secret(try form.value("new") ?? "")
        var wrong = WrongField.new
        do {
            guard try password.reveal() == form.value("again") ?? "" else {
                throw Fault(.validationFailed, "The two new passwords do not match.")
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
                request,
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
        return done("Your password was changed. You are logged out in all other browsers.", visitor)
    }

    /// Whether the user has a local password; users who log in only through a provider have none.
    func hasPassword(_ user: User) async throws -> Bool {
        guard means.offersPassword else { return false }
        return try await holdings.passwords.password(of: user.id) != nil
    }

    /// The token request from the form, without defaults for missing fields: a token must not live longer or have more
    /// or less access than its owner believes.
    private static func order(_ form: FormParameters, for user: User) throws -> APITokenMint.Request {
        guard let scopes = try form.value("scope").flatMap({ ScopeSet(name: $0) }) else {
            throw Fault(.validationFailed, "Choose the access of the token: read, or read and write.")
        }
        let term = try form.value("days") ?? ""
        let days = Int(term)
        guard days != nil || term == AccountPage.never else {
            throw Fault(.validationFailed, "Choose when the token expires: after a number of days, or never.")
        }
        var order = APITokenMint.Request(
            label: try form.value("description") ?? "",
            owner: .user(user.id),
            workspace: user.personalWorkspace,
            scopes: scopes
        )
        order.expiresAfterDays = days
        return order
    }

    /// The form and the visitor it was shown to, after checking the seal for the object that the form names.
    func sealed(_ request: Request, field: String?, named: Bool = true) async throws -> (
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

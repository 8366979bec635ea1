import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity

/// The first password: a person on the server's own machine who has a personal API token may set the password of its
/// user.
struct SetupRoutes: Sendable {
    let web: PageEnvironment
    let authenticator: TokenAuthenticator
    let local: LocalLogin
    let users: any UserStore
    let passwords: any PasswordStore

    func mount(on router: some RouterMethods<EdgeContext>) {
        router.on(.setup, .get) { request, context in
            try requireLocal(request, context)
            return try await page(request, context)
        }
        router.on(.setup, .post, use: save)
    }

    @Sendable private func save(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try requireLocal(request, context)
        try web.requireOwnPage(request)
        let form = try await request.form()
        let path = PageEndpoint.setup.rawValue
        guard let browser = web.cookies.browser(request) else { throw web.needsCookies(path) }
        guard web.seals.isValid(try form.value("seal") ?? "", purpose: ["setup"], browser: browser) else {
            throw PageEnvironment.outOfDate(path)
        }
        let now = web.time.now()
        let password = Secret(try form.value("password") ?? "")
        do {
            try PasswordHash.check(password)
        } catch let fault as Fault where fault.code == .validationFailed {
            return try await page(request, context, wrong: .password, fault)
        }
        let user: User
        do {
            user = try await owner(of: PastedToken(try form.value("token") ?? ""), context, at: now)
            // Sets only the first password. Changing it later needs the old password or an administrator.
            guard try await passwords.password(of: user.id) == nil else {
                throw Fault(
                    .validationFailed,
                    "This account has a password already. To set a new one, run agent-memory user password \(user.name)."
                )
            }
        } catch let fault as Fault where fault.code == .validationFailed {
            return try await page(request, context, wrong: .token, fault)
        }
        _ = try await passwords.setPassword(PasswordHash(hashing: password, random: web.random), of: user.id)
        // A person who may set the password may log in with it.
        return try await web.firstLogin(
            of: user,
            request,
            passwords: local,
            saying: localized("Your password is set, and you are logged in. Your user name is \(user.name)."),
            then: PageEndpoint.account.rawValue
        )
    }

    /// The user whose personal token with all scopes this is.
    /// - Throws: `validationFailed` with advice for any other token; the error that prevented the check: too many wrong
    ///   tokens, or an unavailable store.
    private func owner(of pasted: PastedToken, _ context: EdgeContext, at now: Timestamp) async throws -> User {
        func refused(_ cause: any Error) -> Fault {
            let sentence =
                pasted.isIncomplete
                ? "This is not a complete token. Copy it again."
                : "That token cannot be used here. Paste the token printed at the first start, or run agent-memory user password NAME."
            return Fault(.validationFailed, sentence, cause: cause)
        }
        guard let token = BearerToken(pasted.text) else {
            throw refused(LoginRefusal("the pasted text does not have the format of a token"))
        }
        do {
            let principal = try await authenticator.authenticate(token, from: context.peer?.ipAddress, at: now)
            guard case .person(let id) = principal.kind, Self.isLasting(principal.credential),
                principal.scopes == .admin,
                let user = try await users.user(id)
            else { throw refused(LoginRefusal("the token is not a user's own with all scopes")) }
            return user
        } catch let fault as Fault where fault.code.challenge == .invalidToken {
            throw refused(fault.cause ?? LoginRefusal(fault.detail))
        }
    }

    private enum WrongField { case token, password }

    private func page(_ request: Request, _ context: EdgeContext, wrong: WrongField? = nil, _ fault: Fault? = nil)
        async throws -> Response
    {
        // Password managers store an entry under the user name, which is known on a fresh server with one user.
        let people = try await users.users(PageRequest(limit: 2)).items
        let browser = web.browser(request)
        if let fault { context.logger.noteRefusal(fault) }
        let page = SetupPage(
            title: fault == nil ? localized("Set up") : localized("Error: Set up"),
            problem: fault.map { PageProblem(text: $0.detail, reference: context.id) },
            badToken: wrong == .token,
            badPassword: wrong == .password,
            username: people.count == 1 ? people[0].name : nil,
            seal: web.seals.seal(purpose: ["setup"], browser: browser.secret)
        )
        return try web.response(
            page,
            status: fault == nil ? .ok : .badRequest,
            cookies: [browser.setCookie].compactMap(\.self)
        )
    }

    private func requireLocal(_ request: Request, _ context: EdgeContext) throws {
        guard context.isLocal(request) else {
            throw Fault(.notFound, "The setup page is available on the server's own machine only.")
        }
    }

    /// A token that an application got by consent must not change the user's password.
    private static func isLasting(_ credential: Credential) -> Bool {
        switch credential {
        case .apiToken, .preset: true
        case .accessToken, .browserSession, .none: false
        }
    }
}

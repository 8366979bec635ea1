import Base
import HTTPTypes
import Hummingbird
import Identity

/// The first password: whoever holds a personal API token, on the machine itself, may set the password of its user.
struct SetupRoutes: Sendable {
    let web: WebDoor
    let authenticator: TokenAuthenticator
    let users: any UserStore
    let passwords: any PasswordStore

    static let shortest = 12

    func mount(on router: some RouterMethods<EdgeContext>) {
        router.on(.setup, .get) { request, context in
            try requireLocal(request, context)
            return try page(request, problem: nil)
        }
        router.on(.setup, .post, use: save)
    }

    @Sendable private func save(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try requireLocal(request, context)
        try web.requireOwnPage(request)
        let form = try await request.form()
        guard let browser = web.cookies.browser(request),
            web.seals.isValid(try form.value("seal") ?? "", purpose: ["setup"], browser: browser)
        else { throw WebDoor.outOfDate }
        let now = web.time.now()
        let password = try form.value("password") ?? ""
        guard password.count >= Self.shortest, password.utf8.count <= 1_024 else {
            return try page(request, problem: "The password needs at least \(Self.shortest) characters.")
        }
        guard let token = BearerToken(try form.value("token") ?? ""),
            let principal = try? await authenticator.authenticate(token, from: context.peer?.ipAddress, at: now),
            case .person(let id) = principal.kind, Self.isLasting(principal.credential), principal.scopes == .admin,
            let user = try await users.user(id)
        else { return try page(request, problem: "That is not a personal API token with all scopes.") }
        // Only the first one: afterwards the old password, or an administrator, is asked.
        guard try await passwords.password(of: id) == nil else {
            return try page(request, problem: "This account has a password already. An administrator can set a new one.")
        }
        _ = try await passwords.setPassword(PasswordHash(hashing: Secret(password), random: web.random), of: id)
        return try web.response(
            MessagePage(
                title: "Saved", base: "", person: nil, heading: "Your password is set", text: "You log in as \(user.name).",
                link: WebPath.login, linkText: "Log in"))
    }

    private func page(_ request: Request, problem: String?) throws -> Response {
        let browser = web.browser(request)
        let page = SetupPage(base: "", problem: problem, seal: web.seals.seal(purpose: ["setup"], browser: browser.secret))
        return try web.response(
            page, status: problem == nil ? .ok : .badRequest, cookies: [browser.setCookie].compactMap(\.self))
    }

    private func requireLocal(_ request: Request, _ context: EdgeContext) throws {
        guard context.isLocal(request) else { throw Fault(.notFound, "The set-up page is served to this machine only.") }
    }

    /// What an application was given by consent must not change its person's password.
    private static func isLasting(_ credential: Credential) -> Bool {
        switch credential {
        case .apiToken, .preset: true
        case .accessToken, .none: false
        }
    }
}

import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity
import Logging
import Memories

/// The page of one person, for administrators: what may act for them, and forms to end it. Nothing here lets an
/// administrator log in as somebody else, because that would open their private memories.
struct PersonRoutes: Sendable {
    let web: PageEnvironment
    let users: UserDirectory
    let holdings: PersonalHoldings

    func mount(on router: some RouterMethods<EdgeContext>) {
        router.on(.person, .get, use: show)
        router.on(.personState, .post, use: change)
        router.on(.personLogins, .post, use: endLogins)
        router.on(.personEnd, .post, use: endOne)
        router.on(.personErase, .post, use: erase)
    }

    /// The person of the path, by the exact id.
    private func person(_ context: EdgeContext) async throws -> User {
        guard let user = try await holdings.users.user(ID(try context.pathParameter("user_id"))) else {
            throw Fault(.notFound, "This server has no such person.")
        }
        return user
    }

    @Sendable private func show(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await web.page(request) { visit in
            try visit.requireAdministrator()
            let (user, query) = (try await person(context), try request.query())
            let page = PersonPage(
                user,
                try await users.memberships(of: user),
                PersonPage.Holdings(
                    sessions: try await holdings.sessions.sessions(of: user.id, at: visit.now),
                    tokens: try await holdings.tokens.list(of: user.id),
                    applications: try await holdings.applications?.list(of: user.id)
                ),
                visit: visit,
                seal: web.seal(Self.purpose(user), for: visit.visitor),
                page: { query.values($0).first }
            )
            return try web.show(page, visit, at: .people)
        }
    }

    /// The administrator, the person of the path and the form.
    /// - Throws: `forbidden` for the administrator's own page, whose forms are on the account page.
    private func form(_ request: Request, _ context: EdgeContext) async throws -> (PageVisit, User, FormParameters) {
        let id = try context.pathParameter("user_id")
        let (visit, form) = try await web.form(
            request,
            sealedFor: ["person", id],
            page: PageEndpoint.people.rawValue
        )
        try visit.requireAdministrator()
        guard !id.isExactly(visit.visitor.user.id.rawValue) else {
            throw Fault(.forbidden, "This is your own account. Another administrator can change it.")
        }
        return (visit, try await person(context), form)
    }

    /// Disables a person or enables one again, and changes who administers the server.
    @Sendable private func change(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (visit, user, form) = try await form(request, context)
        let (id, name) = (user.id.rawValue, user.name)
        let (change, done): (String, String)
        switch try form.value("state") {
        case "disabled":
            _ = try await users.disable(id)
            (change, done) = (
                "disabled", localized("\(name) is disabled: logins, tokens and applications stop working.")
            )
        case "active":
            _ = try await users.enable(id)
            (change, done) = ("enabled", localized("\(name) is enabled and may log in."))
        case "administrator":
            _ = try await users.edit(id, isAdministrator: true)
            (change, done) = ("made administrator", localized("\(name) now administers this server."))
        case "person":
            _ = try await users.edit(id, isAdministrator: false)
            (change, done) = ("no longer administrator", localized("\(name) no longer administers this server."))
        default: throw Fault(.invalidRequest, "Choose what to change.")
        }
        context.logger.note("person \(change)", user, by: visit)
        return answer(done, visit, user)
    }

    /// Ends the browser sessions, applications and API tokens of a person, who may log in again.
    @Sendable private func endLogins(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (visit, user, _) = try await form(request, context)
        let ended = try await holdings.logins.endAll(of: user)
        var revoked = 0
        for token in try await holdings.tokens.list(of: user.id) {
            if try await holdings.tokens.remove(token.id) { revoked += 1 }
        }
        context.logger.note("logins ended", user, by: visit)
        let parts = [
            ended.browserSessions.of("session", "sessions"), ended.grants.of("application", "applications"),
            revoked.of("API token", "API tokens"),
        ]
        let done = localized("\(user.name) is logged out everywhere: \(parts.joined(separator: ", ")).")
        return answer(done, visit, user)
    }

    /// Ends one session, token or application of the person; one of somebody else stays.
    @Sendable private func endOne(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (visit, user, form) = try await form(request, context)
        let id = try form.value("id") ?? ""
        let done: String
        switch try form.value("what") {
        case "session":
            let isEnded = try await holdings.sessions.end(ID(id), of: user.id)
            done = isEnded ? localized("The session is ended.") : localized("The session had ended already.")
        case "token":
            guard let token = try await holdings.tokens.list(of: user.id).first(where: { $0.id.rawValue.isExactly(id) })
            else { throw Fault(.notFound, "\(user.name) has no such token.") }
            _ = try await holdings.tokens.remove(token.id)
            done = localized("The token is revoked.")
        case "application":
            guard let applications = holdings.applications else { throw Fault(.notFound, "There are no applications.") }
            try await applications.disconnect(id, from: user.id)
            done = localized("The application is disconnected.")
        default: throw Fault(.invalidRequest, "Choose what to end.")
        }
        context.logger.note("access ended", user, by: visit)
        return answer(done, visit, user)
    }

    /// Erases the person everywhere and answers with the receipt, which is shown once.
    @Sendable private func erase(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (visit, user, form) = try await form(request, context)
        guard user.name.isExactly((try form.value("confirm") ?? "").trimmingBlanks()) else {
            throw Fault(.validationFailed, "Type “\(user.name)” to confirm. Nothing was erased.")
        }
        // What is not written down yet would come after the erasing.
        try await holdings.memories.upkeep.writeEvents()
        let (erased, counts) = try await users.erase(user.id.rawValue)
        let receipt = ErasureReceipt(
            id: ULID.make(at: visit.now, random: web.random),
            user: erased,
            erased: counts,
            at: visit.now
        )
        context.logger.notice(
            "person erased",
            metadata: ["receipt": "\(receipt.id)", "user": "\(user.id)", "by": "\(visit.visitor.user.id)"]
        )
        var proof: String?
        do {
            if let signer = holdings.receipts { proof = try await receipt.signed(by: signer) }
        } catch {
            context.logger.error("a receipt could not be signed", metadata: ["receipt": "\(receipt.id)"])
        }
        return try web.show(
            ReceiptPage(receipt, proof: proof, keys: web.origin + OAuthEndpoint.keys.rawValue),
            visit,
            at: .people
        )
    }

    private func answer(_ sentence: String, _ visit: PageVisit, _ user: User) -> Response {
        web.flashes.leave(.done(sentence), for: visit.visitor.session.id, at: visit.now)
        return .seeOther(PageEndpoint.person.path(user.id.rawValue))
    }

    private static func purpose(_ user: User) -> [String] { ["person", user.id.rawValue] }
}

extension Logger {
    /// Logs what an administrator did to a person, by ids.
    fileprivate func note(_ event: String, _ user: User, by visit: PageVisit) {
        notice("\(event)", metadata: ["user": "\(user.id)", "by": "\(visit.visitor.user.id)"])
    }
}

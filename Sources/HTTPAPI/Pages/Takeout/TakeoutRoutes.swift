import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity
import Imports
import Logging
import Memories

/// The pages on which people take their data along, or erase it.
struct TakeoutRoutes: Sendable {
    let web: PageEnvironment
    let holdings: PersonalHoldings
    let means: LoginMeans

    let imports: PendingImports

    init(web: PageEnvironment, holdings: PersonalHoldings, means: LoginMeans) {
        (self.web, self.holdings, self.means) = (web, holdings, means)
        imports = PendingImports(web.place)
    }

    private static let exporting = ["export"]
    private static let erasing = ["erase"]
    /// A login at a provider counts as a confirmation for this long.
    private static let fresh = Duration.seconds(600)

    func mount(on router: some RouterMethods<EdgeContext>) {
        router.on(.data, .get, use: show)
        router.on(.dataExport, .post, use: export)
        router.on(.dataImport, .post, use: upload)
        router.on(.dataImportRun, .post, use: runImport)
        router.on(.dataErase, .get) { request, context in
            try await web.page(request) { visit in try await asked(visit, context) }
        }
        router.on(.dataErase, .post, use: erase)
    }

    @Sendable private func show(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await web.page(request) { visit in try await shown(visit) }
    }

    /// - Parameter problem: of the file that was to be imported.
    func shown(_ visit: PageVisit, problem: PageProblem? = nil, status: HTTPResponse.Status = .ok) async throws
        -> Response
    {
        let targets = ImportPlaces(visit: visit).writable
        let page = TakeoutPage(
            title: problem == nil ? localized("My data") : localized("Error: My data"),
            places: try await places(visit),
            targets: targets.map { TakeoutPage.Target(id: $0.id.rawValue, name: $0.title) },
            canImport: !targets.isEmpty,
            kinds: ImportSource.uploadable.map { TakeoutPage.Target(id: $0.rawValue, name: Self.name(of: $0)) },
            hasTargets: targets.count > 1,
            imported: web.hasApplications ? PageEndpoint.application.path(ApplicationChoice.imported) : nil,
            problem: problem,
            megabytes: Self.uploadLimit >> 20,
            importSeal: web.seal(Self.importing, for: visit.visitor),
            seal: web.seal(Self.exporting, for: visit.visitor)
        )
        return try web.show(page, visit, at: .data, status: status)
    }

    private static func name(of kind: ImportKind) -> String {
        switch kind {
        case .export: localized("Agent Memory (export)")
        case .markdown: localized("Markdown (Claude Code, Basic Memory, notes)")
        case .redisAMS, .mcpMemoryService, .openMemory, .mem0, .couchbase, .chatGPT, .claude: kind.name
        }
    }

    private func places(_ visit: PageVisit) async throws -> [TakeoutPage.Place] {
        var places: [TakeoutPage.Place] = []
        for place in PersonalPlace.all(visit) {
            places.append(
                .init(name: place.workspace.title, contents: try await place.contents(holdings.memories).words)
            )
        }
        return places
    }

    @Sendable private func export(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (visit, _) = try await web.form(request, sealedFor: Self.exporting, page: PageEndpoint.data.rawValue)
        let names = try await holdings.applicationNames(of: visit.visitor.user.id)
        let export = PersonalExport(visit: visit, holdings: holdings, names: names)
        return .download(export.fileName, type: "application/zip") { try await export.write($0) }
    }

    /// - Parameters:
    ///   - typed: the words as they were typed.
    ///   - problem: why it was not done.
    private func asked(
        _ visit: PageVisit,
        _ context: EdgeContext,
        typed: String = "",
        problem: Fault? = nil,
        isWrongPassword: Bool = false
    ) async throws -> Response {
        let user = visit.visitor.user
        let asksPassword = try await hasPassword(user)
        let page = ErasePage(
            title: problem == nil ? localized("Erase my data") : localized("Error: Erase my data"),
            places: try await places(visit),
            applications: try await (holdings.applications?.list(of: user.id).count ?? 0).of(
                "application",
                "applications"
            ),
            tokens: try await holdings.tokens.list(of: user.id).count.of("API token", "API tokens"),
            words: Self.words(user),
            typed: typed,
            asksPassword: asksPassword,
            login: asksPassword || isFresh(visit)
                ? nil : PageEndpoint.login(continuing: PageEndpoint.dataErase.rawValue),
            problem: problem.map { PageProblem(text: $0.detail, reference: context.id) },
            isWrongWords: problem != nil && !isWrongPassword,
            isWrongPassword: isWrongPassword,
            seal: web.seal(Self.erasing, for: visit.visitor)
        )
        var answer = try web.show(
            page,
            visit,
            at: .data,
            status: problem.map { .init(code: $0.code.status) } ?? .ok
        )
        answer.headers[.retryAfter] = problem?.hints.retryAfter.map(String.init)
        return answer
    }

    private static func words(_ user: User) -> String { localized("erase \(user.name)") }

    /// Whether the person logged in a moment ago.
    private func isFresh(_ visit: PageVisit) -> Bool {
        visit.now.since(visit.visitor.session.createdAt) <= Self.fresh
    }

    private func hasPassword(_ user: User) async throws -> Bool {
        guard means.offersPassword else { return false }
        return try await holdings.passwords.password(of: user.id) != nil
    }

    /// Answers with the receipt itself: nobody is logged in afterwards who could be led to it.
    @Sendable private func erase(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (visit, form) = try await web.form(
            request,
            sealedFor: Self.erasing,
            page: PageEndpoint.dataErase.rawValue
        )
        let user = visit.visitor.user
        let typed = try form.value("confirm") ?? ""
        var isWrongPassword = false
        do {
            guard typed.trimmingBlanks().isExactly(Self.words(user)) else {
                throw Fault(.validationFailed, "Type “\(Self.words(user))” to confirm.")
            }
            isWrongPassword = true
            if try await hasPassword(user) {
                try await means.passwords.confirm(
                    user,
                    password: Secret(try form.value("password") ?? ""),
                    address: web.caller(request, context),
                    browser: web.cookies.known(request),
                    at: web.time.now()
                )
            } else {
                guard isFresh(visit) else { throw Fault(.accessDenied, "Log in again first.") }
            }
        } catch let fault as Fault where [.validationFailed, .accessDenied, .rateLimited].contains(fault.code) {
            context.logger.noteRefusal(fault)
            return try await asked(visit, context, typed: typed, problem: fault, isWrongPassword: isWrongPassword)
        }
        let id = ULID.make(at: visit.now, random: web.random)
        let receipt = try await Erasure(visit: visit, holdings: holdings)(id: id)
        // The receipt that the person shows can be found in the log.
        context.logger.notice(
            "a person erased their data",
            metadata: [
                "receipt": "\(id)", "user": "\(user.id)", "memories": "\(receipt.memories)",
                "sessions": "\(receipt.sessions)",
            ]
        )
        let page = ReceiptPage(
            receipt,
            userName: user.name,
            proof: await proof(receipt, user, context),
            keys: web.origin + OAuthEndpoint.keys.rawValue
        )
        return try web.response(page, cookies: [web.cookies.endSession])
    }

    /// The signed receipt. What is erased is erased: a key that cannot be read must not hide that from the person.
    private func proof(_ receipt: Erasure.Receipt, _ user: User, _ context: EdgeContext) async -> String? {
        do {
            return try await holdings.receipts?.sign(receipt.facts, id: receipt.id, user: user.id, at: receipt.at)
        } catch {
            context.logger.error("a receipt could not be signed", metadata: ["receipt": "\(receipt.id)"])
            return nil
        }
    }
}

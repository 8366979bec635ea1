package import Authorization
package import Base
import HTTPTypes
package import Hummingbird
package import Identity

/// The parts that all pages for people share: sessions, cookies, seals, templates.
package struct PageEnvironment: Sendable {
    let sessions: BrowserSessions
    private let authenticator: SessionAuthenticator
    let cookies: BrowserCookies
    let seals: FormSeal
    package let languages: [PageLanguage]
    let templates: PageTemplates
    let flashes: FlashMessages
    /// For what other servers of the database may have to show; nil when there are none.
    let place: PassingPlace?
    /// Whether applications can connect, which needs the authorization server.
    var hasApplications = false
    /// Counts logins; nil while metrics are off.
    let meter: (any RequestMeter)?
    let random: any RandomSource
    let time: any TimeSource
    /// The server's own origin, `https://host`.
    let origin: String
    private let origins: Set<Origin>
    private let proxies: TrustedProxies

    /// - Parameters:
    ///   - origin: the server's own, `https://host`; forms from other origins are refused.
    ///   - workspaces: the workspaces with their members.
    ///   - secret: seals forms; nil for one of this process.
    ///   - passing: keeps what a page leaves for the next one, sealed by the secret; nil keeps it in memory.
    ///   - languages: those of the pages besides the ones in the binary.
    ///   - meter: counts logins.
    package init(
        sessions: BrowserSessions,
        workspaces: any WorkspaceStore,
        origin: String,
        proxies: TrustedProxies,
        secret: PageSecret? = nil,
        passing: (any PassingStore)? = nil,
        languages: [PageLanguage] = [],
        meter: (any RequestMeter)? = nil,
        random: any RandomSource,
        time: any TimeSource
    ) {
        self.sessions = sessions
        authenticator = SessionAuthenticator(sessions: sessions, workspaces: workspaces)
        self.origin = origin
        // People use any name of a loopback server, and only this machine has these names.
        origins = Set((LoopbackNames(origin: origin)?.origins ?? [origin]).compactMap { Origin($0) })
        self.proxies = proxies
        self.meter = meter
        self.random = random
        self.time = time
        cookies = BrowserCookies(isSecure: origin.hasPrefix("https://"))
        seals = FormSeal(secret ?? PageSecret(random: random))
        self.languages = languages
        place = secret.flatMap { secret in
            passing.map { PassingPlace(store: $0, secret: secret, random: random) }
        }
        flashes = FlashMessages(place)
        templates = PageTemplates(more: languages)
    }

    /// The person logged in at this browser; nil for no one.
    package func visitor(_ request: Request, at now: Timestamp) async throws -> Visitor? {
        guard let cookie = cookies.session(request) else { return nil }
        guard let visitor = try await authenticator.visitor(cookie, at: now) else { return nil }
        if request.isSeen { try await flashes.fetch(for: visitor.session.id, at: now) }
        return visitor
    }

    /// The response for a page that may set cookies.
    /// - Parameter formTargets: as for `PageTemplates.response`.
    func response(
        _ page: some WebPage,
        status: HTTPResponse.Status = .ok,
        formTargets: [String] = [],
        cookies: [String] = []
    ) throws -> Response {
        var response = try templates.response(page, status: status, formTargets: formTargets)
        for cookie in cookies { response.headers.append(HTTPField(name: .setCookie, value: cookie)) }
        return response
    }

    /// A page inside the shell, for a person who is logged in.
    /// - Parameter notices: messages about actions that were just completed; nil takes those that wait.
    func show(
        _ page: some WebPage,
        _ visit: PageVisit,
        at place: PageShell.Place?,
        notices: [String]? = nil,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let session = visit.visitor.session
        let waiting = notices ?? (visit.isSeen ? flashes.takeSentences(for: session.id, at: visit.now) : [])
        let shell = PageShell(
            visit,
            seals: (logout: seal(["logout"], for: visit.visitor), workspace: seal(["workspace"], for: visit.visitor)),
            notices: waiting,
            hasApplications: hasApplications,
            at: place
        )
        // The form that logs out may redirect to the provider's own logout.
        let targets = session.provider == nil ? [] : [FormTarget.anySite]
        return try templates.response(page, in: shell, status: status, formTargets: targets)
    }

    /// The browser's own secret before a login; created when it has none.
    func browser(_ request: Request) -> (secret: Secret, setCookie: String?) {
        if let known = cookies.browser(request) { return (known, nil) }
        let fresh = Secret(random.token(bytes: 32))
        return (fresh, cookies.setBrowser(fresh))
    }

    /// The key under which failed attempts are counted: the caller's address, as reported by trusted proxies.
    func caller(_ request: Request, _ context: EdgeContext) -> String {
        address(request, context) ?? "unknown"
    }

    /// The caller's address, as reported by trusted proxies; nil when unknown.
    func address(_ request: Request, _ context: EdgeContext) -> String? { proxies.caller(request, context) }

    /// Refuses forms sent from other sites, before their seal is checked.
    package func requireOwnPage(_ request: Request) throws {
        if let site = request.headers[.secFetchSite], site != "same-origin", site != "none" { throw foreignForm }
        // Pages with `Referrer-Policy: no-referrer` send `null`.
        if let from = request.headers[.origin], from != "null", Origin(from).map(origins.contains) != true {
            throw foreignForm
        }
    }

    /// Names the configured address, for people who opened the server under another name.
    private var foreignForm: Fault {
        Fault(
            .forbidden,
            "The form was sent from another site.",
            hints: .init(advice: "This server's address is \(origin).")
        )
    }
}

package import Authorization
package import Base
import HTTPTypes
package import Hummingbird
package import Identity

/// What the pages for people share: sessions, cookies, seals, templates.
package struct PageEnvironment: Sendable {
    let sessions: BrowserSessions
    private let authenticator: SessionAuthenticator
    let cookies: BrowserCookies
    let seals: FormSeal
    let templates: PageTemplates
    let flashes = FlashMessages()
    let random: any RandomSource
    let time: any TimeSource
    /// Our own, `https://host`.
    let origin: String
    private let origins: Set<Origin>
    private let proxies: TrustedProxies

    /// - Parameters:
    ///   - origin: our own, `https://host`; forms from elsewhere are refused.
    ///   - workspaces: who is a member of what.
    /// - Throws: what is wrong with a template.
    package init(
        sessions: BrowserSessions,
        workspaces: any WorkspaceStore,
        origin: String,
        proxies: TrustedProxies,
        random: any RandomSource,
        time: any TimeSource
    ) throws {
        self.sessions = sessions
        authenticator = SessionAuthenticator(sessions: sessions, workspaces: workspaces)
        self.origin = origin
        // People type any name of a server on loopback, and nobody else has these.
        origins = Set((LoopbackNames(origin: origin)?.origins ?? [origin]).compactMap { Origin($0) })
        self.proxies = proxies
        self.random = random
        self.time = time
        cookies = BrowserCookies(isSecure: origin.hasPrefix("https://"))
        seals = FormSeal(random: random)
        templates = try PageTemplates()
    }

    /// The person who is logged in at this browser; nil for nobody.
    package func visitor(_ request: Request, at now: Timestamp) async throws -> Visitor? {
        guard let cookie = cookies.session(request) else { return nil }
        return try await authenticator.visitor(cookie, at: now)
    }

    /// A page that may keep cookies.
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

    /// The browser's own secret before anybody is logged in; made when there is none.
    func browser(_ request: Request) -> (secret: Secret, setCookie: String?) {
        if let known = cookies.browser(request) { return (known, nil) }
        let fresh = Secret(random.token(bytes: 32))
        return (fresh, cookies.setBrowser(fresh))
    }

    /// Whose failures are counted together; the address as far as trusted proxies tell it.
    func caller(_ request: Request, _ context: EdgeContext) -> String {
        proxies.caller(request, context) ?? "unknown"
    }

    /// Stops forms sent from other sites, before their seal is even looked at.
    package func requireOwnPage(_ request: Request) throws {
        if let site = request.headers[.secFetchSite], site != "same-origin", site != "none" { throw foreignForm }
        // `null` is what a page under `Referrer-Policy: no-referrer` sends.
        if let from = request.headers[.origin], from != "null", Origin(from).map(origins.contains) != true {
            throw foreignForm
        }
    }

    /// The address helps those who opened this server under another name than the one it is configured with.
    private var foreignForm: Fault {
        Fault(
            .forbidden,
            "The form was sent from another site.",
            hints: .init(advice: "This server's address is \(origin).")
        )
    }
}

package import Authorization
package import Base
import HTTPTypes
import Hummingbird
import Identity

/// Who looks at a page: a login that holds, and the cookie that forms are bound to.
struct Visitor: Sendable {
    let session: BrowserSession
    let user: User
    let cookie: Secret
}

/// What the pages for people share: sessions, cookies, seals, templates.
package struct WebDoor: Sendable {
    let sessions: BrowserSessions
    let cookies: BrowserCookies
    let seals: FormSeal
    let templates: PageTemplates
    let flashes = FlashMessages()
    let random: any RandomSource
    let time: any TimeSource
    /// Our own, `https://host`.
    let origin: String
    private let origins: Set<String>

    /// - Parameter origin: our own, `https://host`; forms from elsewhere are refused.
    /// - Throws: what is wrong with a template.
    package init(sessions: BrowserSessions, origin: String, random: any RandomSource, time: any TimeSource) throws {
        self.sessions = sessions
        self.origin = origin
        // People type any name of a server on loopback, and nobody else has these.
        origins = Set(LoopbackNames(origin: origin)?.origins ?? [origin])
        self.random = random
        self.time = time
        cookies = BrowserCookies(isSecure: origin.hasPrefix("https://"))
        seals = FormSeal(random: random)
        templates = try PageTemplates()
    }

    func visitor(_ request: Request, at now: Timestamp) async throws -> Visitor? {
        guard let cookie = cookies.session(request), let (session, user) = try await sessions.session(cookie, at: now)
        else { return nil }
        return Visitor(session: session, user: user, cookie: cookie)
    }

    /// A page with the strictest policy that lets it work: our style sheet, our forms, nothing else, in no frame.
    /// - Parameter formTargets: where else a form of the page may lead by redirect. Browsers hold a form to its page's
    ///   policy through every redirect that follows it, and stop it without a word.
    func response(
        _ page: some WebPage,
        status: HTTPResponse.Status = .ok,
        formTargets: [String] = [],
        cookies: [String] = []
    ) throws -> Response {
        let formAction = (["'self'"] + formTargets).joined(separator: " ")
        var response = Response.page(try templates.render(page), status: status, formAction: formAction)
        response.headers[.cacheControl] = "no-store"
        for cookie in cookies { response.headers.append(HTTPField(name: .setCookie, value: cookie)) }
        return response
    }

    /// Where forms lead that send the person to an upstream provider or to an application: what these redirect to in
    /// turn is theirs to say. Nothing on our pages is at stake: they have no script, and everything on them is escaped.
    static let anySite = "https: http://127.0.0.1:* http://localhost:*"

    /// The browser's own secret before anybody is logged in; made when there is none.
    func browser(_ request: Request) -> (secret: Secret, setCookie: String?) {
        if let known = cookies.browser(request) { return (known, nil) }
        let fresh = Secret(random.token(bytes: 32))
        return (fresh, cookies.setBrowser(fresh))
    }

    /// Stops forms sent from other sites, before their seal is even looked at.
    func requireOwnPage(_ request: Request) throws {
        if let site = request.headers[.secFetchSite], site != "same-origin", site != "none" { throw foreignForm }
        // `null` is what a page under `Referrer-Policy: no-referrer` sends.
        if let from = request.headers[.origin], from != "null", !origins.contains(from) { throw foreignForm }
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

/// The paths of the pages.
enum WebPath {
    static let login = OAuthEndpoint.login.rawValue
    static let account = OAuthEndpoint.account.rawValue

    static func login(continuing path: String) -> String { "\(login)?continue=\(Percent.encode(path))" }

    /// - Parameter query: of an authorization request.
    static func authorize(_ query: String) -> String { "\(OAuthEndpoint.authorize.rawValue)?\(query)" }

    /// Where to go after login: a path of ours, or the account page. `//evil`, `/\evil` and whole URLs are not paths of
    /// ours.
    static func own(_ path: String?) -> String {
        guard let path, path.hasPrefix(authorize("")) || path == account, path.utf8.count <= 16_384,
            path.utf8.allSatisfy({ (0x21...0x7e).contains($0) && $0 != 0x5c })
        else { return account }
        return path
    }
}

extension HTTPField.Name {
    static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")!
    static let purpose = HTTPField.Name("Purpose")!
    static let xFrameOptions = HTTPField.Name("X-Frame-Options")!
}

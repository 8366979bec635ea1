import Base
import HTTPTypes
import Hummingbird

/// Every path of the pages for people, defined once.
enum PageEndpoint: String, PathGroup {
    case login = "/login"
    case upstreamLogin = "/login/{provider}"
    case upstreamCallback = "/login/{provider}/callback"
    case logout = "/logout"
    case setup = "/setup"
    case account = "/account"
    /// Only together with an authorization server: without one no application is connected.
    case accountClient = "/account/clients/revoke"
    case accountToken = "/account/tokens/revoke"
    case accountTokens = "/account/tokens"
    case accountSession = "/account/sessions/end"
    case accountPassword = "/account/password"

    /// The error at these paths on a server without the pages.
    static let absence = """
        People cannot log in to this server: its address is not known (http.publicUrl), or there is no way to log in \
        (login.local, login.providers). Use an API token: send the header Authorization: Bearer <token>.
        """

    var methods: [HTTPRequest.Method] {
        switch self {
        case .upstreamCallback, .account: [.get]
        case .login, .setup: [.get, .post]
        case .upstreamLogin, .logout, .accountClient, .accountToken, .accountTokens, .accountSession, .accountPassword:
            [.post]
        }
    }

    /// The login page that continues at `path` afterwards.
    static func login(continuing path: String) -> String { "\(login.rawValue)?continue=\(Percent.encode(path))" }

    /// The page whose form is sent to a path, for people who open that path directly: with the back button, or from the
    /// address bar after a form was refused. Nil when no form is sent there.
    static func page(ofForm path: String) -> String? {
        let steps = path.split(separator: "/")
        if upstreamLogin.matches(steps) { return login.rawValue }
        let forms: [PageEndpoint] = [
            .logout, .accountClient, .accountToken, .accountTokens, .accountSession, .accountPassword,
        ]
        return forms.contains { $0.matches(steps) } ? account.rawValue : nil
    }
}

extension RouterMethods {
    func on(
        _ endpoint: PageEndpoint,
        _ method: HTTPRequest.Method,
        use answer: @escaping @Sendable (Request, Context) async throws -> Response
    ) {
        on(RouterPath(endpoint.rawValue), method: method, use: answer)
    }
}

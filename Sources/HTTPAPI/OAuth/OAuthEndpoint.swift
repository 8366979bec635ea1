import HTTPTypes
import Hummingbird

/// Every path of the authorization server and of the pages for people, once. Machines find them by the metadata
/// documents (RFC 8414, RFC 9728), so the OpenAPI document leaves them out.
enum OAuthEndpoint: String, Sendable, CaseIterable {
    case resourceMetadata = "/.well-known/oauth-protected-resource"
    case resourceMetadataOfMCP = "/.well-known/oauth-protected-resource/mcp"
    case serverMetadata = "/.well-known/oauth-authorization-server"
    case serverMetadataOfMCP = "/.well-known/oauth-authorization-server/mcp"
    case openIDMetadata = "/.well-known/openid-configuration"
    case openIDMetadataOfMCP = "/.well-known/openid-configuration/mcp"
    case mcpServerMetadata = "/mcp/.well-known/oauth-authorization-server"
    case mcpOpenIDMetadata = "/mcp/.well-known/openid-configuration"
    case keys = "/.well-known/jwks.json"

    case authorize = "/oauth/authorize"
    case token = "/oauth/token"
    case revoke = "/oauth/revoke"
    case introspect = "/oauth/introspect"
    case userinfo = "/oauth/userinfo"
    case register = "/oauth/register"
    case registeredClient = "/oauth/register/{client_id}"
    // Where clients look that have lost the metadata (fastmcp after a restart) or never read it.
    case guessedAuthorize = "/authorize"
    case guessedToken = "/token"
    case guessedRevoke = "/revoke"
    case guessedRegister = "/register"

    case login = "/login"
    case upstreamLogin = "/login/{provider}"
    case upstreamCallback = "/login/{provider}/callback"
    case logout = "/logout"
    case setup = "/setup"
    case account = "/account"
    case accountClient = "/account/clients/revoke"
    case accountToken = "/account/tokens/revoke"
    case accountTokens = "/account/tokens"
    case accountSession = "/account/sessions/end"
    case accountPassword = "/account/password"

    /// The path with its placeholder filled in.
    func path(_ value: some CustomStringConvertible) -> String {
        "\(rawValue.prefix { $0 != "{" })\(value)\(rawValue.drop { $0 != "}" }.dropFirst())"
    }

    /// Called by clients, whatever page they run in, and not by people. The resource's own metadata is there without us
    /// too.
    var isForMachines: Bool {
        switch self {
        case .serverMetadata, .serverMetadataOfMCP, .openIDMetadata, .openIDMetadataOfMCP, .mcpServerMetadata,
            .mcpOpenIDMetadata, .keys,
            .token, .revoke, .introspect, .userinfo, .register, .registeredClient, .guessedToken, .guessedRevoke,
            .guessedRegister:
            true
        case .resourceMetadata, .resourceMetadataOfMCP, .authorize, .guessedAuthorize, .login, .upstreamLogin,
            .upstreamCallback, .logout,
            .setup, .account, .accountClient, .accountToken, .accountTokens, .accountSession, .accountPassword:
            false
        }
    }

    /// The page with the form that is sent to a path, for those who open the path itself: by the back button, or the
    /// address bar after a form was refused. Nil where no form leads.
    static func page(ofForm path: String) -> String? {
        let steps = path.split(separator: "/")
        let isAt = { (endpoint: OAuthEndpoint) in Endpoint.matches(endpoint.rawValue, steps) }
        if isAt(.upstreamLogin) { return login.rawValue }
        let forms: [OAuthEndpoint] = [
            .logout, .accountClient, .accountToken, .accountTokens, .accountSession, .accountPassword,
        ]
        return forms.contains(where: isAt) ? account.rawValue : nil
    }

    var methods: [HTTPRequest.Method] {
        switch self {
        case .resourceMetadata, .resourceMetadataOfMCP, .serverMetadata, .serverMetadataOfMCP, .openIDMetadata,
            .openIDMetadataOfMCP,
            .mcpServerMetadata, .mcpOpenIDMetadata, .keys, .upstreamCallback, .account, .guessedAuthorize:
            [.get]
        case .authorize, .login, .setup, .userinfo: [.get, .post]
        case .registeredClient: [.get, .put, .delete]
        case .token, .revoke, .introspect, .register, .guessedToken, .guessedRevoke, .guessedRegister, .upstreamLogin,
            .logout,
            .accountClient, .accountToken, .accountTokens, .accountSession, .accountPassword:
            [.post]
        }
    }
}

extension RouterMethods {
    func on(
        _ endpoint: OAuthEndpoint,
        _ method: HTTPRequest.Method,
        use answer: @escaping @Sendable (Request, Context) async throws -> Response
    ) {
        on(RouterPath(endpoint.rawValue), method: method, use: answer)
    }
}

import HTTPTypes
import Hummingbird

/// Every path of the authorization server, defined once. Clients find them in the metadata documents (RFC 8414, RFC
/// 9728), so the OpenAPI document omits them.
enum OAuthEndpoint: String, PathGroup {
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
    // Paths that clients try when they have lost the metadata (fastmcp after a restart) or never read it.
    case guessedAuthorize = "/authorize"
    case guessedToken = "/token"
    case guessedRevoke = "/revoke"
    case guessedRegister = "/register"

    /// The error at these paths on a server without an authorization server. ASCII, because it is sent as an
    /// `error_description` (RFC 6749 §5.2).
    static let absence = """
        OAuth is off on this server: oauth.enabled is false, or its address is not known (http.publicUrl). Use an API token: send the \
        header Authorization: Bearer <token>.
        """

    /// Whether clients call it, from any page they run in, and not people. The resource's own metadata exists without
    /// an authorization server too.
    var isForMachines: Bool {
        switch self {
        case .serverMetadata, .serverMetadataOfMCP, .openIDMetadata, .openIDMetadataOfMCP, .mcpServerMetadata,
            .mcpOpenIDMetadata, .keys,
            .token, .revoke, .introspect, .userinfo, .register, .registeredClient, .guessedToken, .guessedRevoke,
            .guessedRegister:
            true
        case .resourceMetadata, .resourceMetadataOfMCP, .authorize, .guessedAuthorize: false
        }
    }

    var methods: [HTTPRequest.Method] {
        switch self {
        case .resourceMetadata, .resourceMetadataOfMCP, .serverMetadata, .serverMetadataOfMCP, .openIDMetadata,
            .openIDMetadataOfMCP,
            .mcpServerMetadata, .mcpOpenIDMetadata, .keys, .guessedAuthorize:
            [.get]
        case .authorize, .userinfo: [.get, .post]
        case .registeredClient: [.get, .put, .delete]
        case .token, .revoke, .introspect, .register, .guessedToken, .guessedRevoke, .guessedRegister:
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

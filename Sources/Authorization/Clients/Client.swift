package import Base
package import Identity

/// How a client proves itself at the token endpoint (RFC 7591 §2, OIDC Core §9).
package enum ClientAuthenticationMethod: String, Sendable, Hashable, CaseIterable {
    /// A public client: it has no secret and proves itself by PKCE.
    case none
    case clientSecretBasic = "client_secret_basic"
    case clientSecretPost = "client_secret_post"
    case privateKeyJWT = "private_key_jwt"
}

package enum GrantType: String, Sendable, Hashable, CaseIterable {
    case authorizationCode = "authorization_code"
    case refreshToken = "refresh_token"
    case clientCredentials = "client_credentials"
}

/// An application that asks for tokens (RFC 6749 §2).
package struct Client: Sendable, Hashable {
    /// The way the client became known to the server.
    package enum Origin: String, Sendable, Hashable {
        /// By dynamic registration (RFC 7591).
        case registered
        /// By an administrator, from the CLI.
        case preregistered
        /// By its client ID metadata document: the id is a URL.
        case document
    }

    package enum ApplicationType: String, Sendable, Hashable {
        case native, web
    }

    package let id: ID<Client>
    package let origin: Origin
    package var name: String?
    package var uri: String?
    package var logoURI: String?
    package var softwareID: String?
    package var softwareVersion: String?
    package var redirectURIs: [RedirectURI]
    package var applicationType: ApplicationType
    package var method: ClientAuthenticationMethod
    package var grantTypes: Set<GrantType>
    /// The registered scopes. They are the maximum for what the client does on its own behalf and for a client that an
    /// administrator added, and the default for what a person allows a self-registered client.
    package var scopes: OAuthScopes
    package var secretDigest: Digest256?
    /// Its public keys, for `private_key_jwt` (RFC 7517 §5).
    package var keys: JSONValue?
    package var keysURI: String?
    /// The workspace of a client-credentials client; set by an administrator, or by registration with the operator's token.
    package var workspace: ID<Workspace>?
    /// Recognises the registration access token (RFC 7592 §3).
    package var registrationDigest: Digest256?
    package let createdAt: Timestamp
    package var lastUsedAt: Timestamp?

    package init(
        id: ID<Client>,
        origin: Origin,
        name: String? = nil,
        redirectURIs: [RedirectURI] = [],
        applicationType: ApplicationType = .web,
        method: ClientAuthenticationMethod = .none,
        grantTypes: Set<GrantType> = [.authorizationCode, .refreshToken],
        scopes: OAuthScopes = .defaults,
        createdAt: Timestamp
    ) {
        self.id = id
        self.origin = origin
        self.name = name
        self.redirectURIs = redirectURIs
        self.applicationType = applicationType
        self.method = method
        self.grantTypes = grantTypes
        self.scopes = scopes
        self.createdAt = createdAt
    }

    package var isPublic: Bool { method == .none }

    /// The most a person may allow it. A self-registered client could have registered any of these, and many register a
    /// fixed list that lacks scopes which our own challenge then asks for. So the person decides, not the registration.
    package var grantable: OAuthScopes { origin == .preregistered ? scopes : .allButAdministration }

    /// The scopes to ask a person for when a request names none (RFC 6749 §3.3). Empty only
    /// if an administrator gave it no scopes: a client that registered for `openid` alone still wants memories.
    package var defaultScopes: OAuthScopes {
        guard scopes.memory.isEmpty else { return OAuthScopes.defaults.intersection(scopes) }
        return origin == .preregistered ? scopes : OAuthScopes(scopes.values.union(OAuthScopes.defaults.values))
    }
}

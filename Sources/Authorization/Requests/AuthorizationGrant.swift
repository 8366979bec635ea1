package import Base
package import Identity

/// The rights that a person (or an administrator, for a client's own grant) gave a client: the unit of revocation.
/// Codes, refresh tokens and access tokens all name the grant they come from.
package struct AuthorizationGrant: Sendable, Hashable {
    package let id: ID<AuthorizationGrant>
    package let client: ID<Client>
    /// Nil for a client-credentials grant, where the client acts for itself.
    package let user: ID<User>?
    package let workspace: ID<Workspace>
    /// Other workspaces of the user in which tokens may read, and nothing else.
    package let alsoReads: [ID<Workspace>]
    package let scopes: OAuthScopes
    /// The resources tokens may be meant for (RFC 8707).
    package let resources: [String]
    /// Where the application took the code: the redirect URI as sent to the authorization endpoint; nil if it was left
    /// out, and for a client's own grant.
    package let redirectURI: String?
    package let nonce: String?
    /// When the person last proved who they are (OIDC Core §2 `auth_time`).
    package let authenticatedAt: Timestamp?
    package let createdAt: Timestamp
    package let lastUsedAt: Timestamp?
    /// The caller's address then; nil when unknown. Set by the store.
    package var lastAddress: String?

    package init(
        id: ID<AuthorizationGrant>,
        client: ID<Client>,
        user: ID<User>?,
        workspace: ID<Workspace>,
        alsoReads: [ID<Workspace>] = [],
        scopes: OAuthScopes,
        resources: [String],
        redirectURI: String? = nil,
        nonce: String? = nil,
        authenticatedAt: Timestamp? = nil,
        createdAt: Timestamp,
        lastUsedAt: Timestamp? = nil
    ) {
        self.id = id
        self.client = client
        self.user = user
        self.workspace = workspace
        self.alsoReads = alsoReads
        self.scopes = scopes
        self.resources = resources
        self.redirectURI = redirectURI
        self.nonce = nonce
        self.authenticatedAt = authenticatedAt
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
    }
}

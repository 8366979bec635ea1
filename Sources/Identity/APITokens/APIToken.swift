package import Base

/// A long-lived secret for a script or back end, as it is kept: everything but the secret.
package struct APIToken: Sendable, Hashable {
    package enum Owner: Sendable, Hashable {
        case user(ID<User>)
        /// Acts for nobody: an application back end that names `user_id`s itself.
        case service
    }

    package let id: ID<APIToken>
    package let owner: Owner
    /// The one workspace a service token is bound to; for a user's token the workspace meant when a request names none.
    package let workspace: ID<Workspace>
    package let scopes: ScopeSet
    /// What a person wrote to recognise it by.
    package let text: String
    package let createdAt: Timestamp
    package let expiresAt: Timestamp?
    /// Written lazily: may lag behind by a minute.
    package let lastUsedAt: Timestamp?

    package init(
        id: ID<APIToken>,
        owner: Owner,
        workspace: ID<Workspace>,
        scopes: ScopeSet,
        text: String,
        createdAt: Timestamp,
        expiresAt: Timestamp?,
        lastUsedAt: Timestamp? = nil
    ) {
        self.id = id
        self.owner = owner
        self.workspace = workspace
        self.scopes = scopes
        self.text = text
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.lastUsedAt = lastUsedAt
    }
}

/// What is stored to recognise a token's secret by (`tokens.hashing`).
package enum APITokenHash: Sendable, Hashable {
    /// The default: the secret has 256 random bits, so a fast digest is enough.
    case sha256(Digest256)
    /// For those who must have it: a `$2b$` string (crypt(5)) of the secret.
    case bcrypt(String)
}

package import Base

/// A long-lived secret for a script or a back end, as it is stored: everything except the secret.
package struct APIToken: Sendable, Hashable {
    package enum Owner: Sendable, Hashable {
        case user(ID<User>)
        /// Acts for no user: an application back end that chooses the `user_id`s itself.
        case service
    }

    package let id: ID<APIToken>
    package let owner: Owner
    /// The workspace that is used when a request names none; the only one that a service writes to.
    package let workspace: ID<Workspace>
    /// Other workspaces in which a service may read. Empty for a user's token, which enters every workspace of its user.
    package let alsoReads: [ID<Workspace>]
    package let scopes: ScopeSet
    /// The label that a person gave it.
    package let label: String
    package let createdAt: Timestamp
    package let expiresAt: Timestamp?
    /// Written lazily: can be up to a minute late.
    package let lastUsedAt: Timestamp?
    /// The caller's address then; nil when unknown. Set by the store.
    package var lastAddress: String?

    package init(
        id: ID<APIToken>,
        owner: Owner,
        workspace: ID<Workspace>,
        alsoReads: [ID<Workspace>] = [],
        scopes: ScopeSet,
        label: String,
        createdAt: Timestamp,
        expiresAt: Timestamp?,
        lastUsedAt: Timestamp? = nil
    ) {
        self.id = id
        self.owner = owner
        self.workspace = workspace
        self.alsoReads = alsoReads
        self.scopes = scopes
        self.label = label
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.lastUsedAt = lastUsedAt
    }
}

package import Base
package import Identity

/// What resolves an access token of ours to a principal: one indexed look-up.
package struct ResolvedGrant: Sendable {
    package let grant: AuthorizationGrant
    /// The person; nil for a client that acts for itself.
    package let user: User?
    /// The workspaces a token of this grant may enter: the grant's own.
    package let entries: [Principal.Entry]

    package init(grant: AuthorizationGrant, user: User?, entries: [Principal.Entry]) {
        self.grant = grant
        self.user = user
        self.entries = entries
    }
}

/// Live grants and their refresh tokens. A revoked grant is absent.
package protocol GrantStore: Sendable {
    /// Adds a live grant (client credentials), purged after `expiresAt`; false when its client is not there any more. A
    /// code's grant becomes live by `AuthorizationCodeStore.redeem`.
    func add(_ grant: AuthorizationGrant, expiresAt: Timestamp) async throws -> Bool
    /// Nil when revoked, or when its client or user is gone.
    func resolve(_ id: ID<AuthorizationGrant>) async throws -> ResolvedGrant?
    func grants(of user: ID<User>) async throws -> [AuthorizationGrant]
    /// Ends the grant with its refresh tokens; true for exactly one of racing callers.
    func revoke(_ id: ID<AuthorizationGrant>) async throws -> Bool

    /// The grant of a live refresh token of this client, without spending it; nil also while the user is disabled.
    func grant(ofRefresh digest: Digest256, client: ID<Client>, at now: Timestamp) async throws -> AuthorizationGrant?
    /// Replaces the token by its successor in one step. Of racing callers one receives `.rotated`. The first to come
    /// after, its client again, receives `.replayed`, and the grant is revoked in the same step; whoever comes after
    /// that, `.unknown`.
    func rotate(
        _ digest: Digest256,
        client: ID<Client>,
        successor: Digest256,
        expiresAt: Timestamp,
        at now: Timestamp
    ) async throws -> Rotation
    /// For revocation and introspection: whose token it is, live or not yet purged.
    func refreshToken(_ digest: Digest256) async throws -> RefreshToken?
    /// Removes expired refresh tokens, and the grants that nothing can be made of any more.
    func purge(expiredBefore: Timestamp) async throws -> Int
}

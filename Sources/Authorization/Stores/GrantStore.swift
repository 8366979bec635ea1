package import Base
package import Identity

/// The data that turns one of our access tokens into a principal, in one indexed look-up.
package struct ResolvedGrant: Sendable {
    package let grant: AuthorizationGrant
    /// The person; nil for a client that acts for itself.
    package let user: User?
    /// The workspaces a token of this grant may enter: the grant's own.
    package let entries: [Principal.Entry]
    /// How the client became known.
    package let origin: Client.Origin

    package init(grant: AuthorizationGrant, user: User?, entries: [Principal.Entry], origin: Client.Origin) {
        self.grant = grant
        self.user = user
        self.entries = entries
        self.origin = origin
    }
}

/// Live grants and their refresh tokens. A revoked grant is absent.
package protocol GrantStore: Sendable {
    /// Adds a live grant (client credentials), purged after `expiresAt`; false when its client was deleted. A
    /// code's grant becomes live by `AuthorizationCodeStore.redeem`.
    func add(_ grant: AuthorizationGrant, expiresAt: Timestamp) async throws -> Bool
    /// Nil when revoked, or when its client or user is gone.
    func resolve(_ id: ID<AuthorizationGrant>) async throws -> ResolvedGrant?
    func grants(of user: ID<User>) async throws -> [AuthorizationGrant]
    /// Ends the grant with its refresh tokens; true for exactly one of several racing callers.
    func revoke(_ id: ID<AuthorizationGrant>) async throws -> Bool

    /// The grant of a live refresh token of this client, without spending it; nil also while the user is disabled.
    func grant(ofRefresh digest: Digest256, client: ID<Client>, at now: Timestamp) async throws -> AuthorizationGrant?
    /// Replaces the token by its successor in one step. One of several racing callers receives `.rotated`. The next
    /// caller, if it is the same client, receives `.replayed`, and the same step revokes the grant. Later callers
    /// receive `.unknown`.
    func rotate(
        _ digest: Digest256,
        client: ID<Client>,
        successor: Digest256,
        expiresAt: Timestamp,
        at now: Timestamp
    ) async throws -> Rotation
    /// The owner of a token, live or not yet purged; for revocation and introspection.
    func refreshToken(_ digest: Digest256) async throws -> RefreshToken?
    /// Removes expired refresh tokens, and grants that cannot issue tokens any more.
    func purge(expiredBefore: Timestamp) async throws -> Int
}

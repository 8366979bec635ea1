package import Base
package import Identity

/// The data that turns one of our access tokens into a principal, in one indexed look-up.
package struct ResolvedGrant: Sendable {
    package let grant: AuthorizationGrant
    /// The person; nil for a client that acts for itself.
    package let user: User?
    /// The workspaces a token of this grant may enter: the grant's own, and as a reader those that it also reads.
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
    /// Like `revoke`, and records for the grant's user why it ended. Returns the record to one of several racing
    /// callers, nil when there is no such grant of a user.
    func end(_ id: ID<AuthorizationGrant>, because reason: EndReason, from address: String?, at now: Timestamp)
        async throws -> EndedConnection?
    /// The connections of the user that the server ended, newest first, for as long as they are kept.
    func ended(of user: ID<User>) async throws -> [EndedConnection]

    /// The grant of a live refresh token of this client, without spending it; nil also while the user is disabled.
    func grant(ofRefresh digest: Digest256, client: ID<Client>, at now: Timestamp) async throws -> AuthorizationGrant?
    /// Replaces the token by its successor in one step. One of several racing callers receives `.rotated`. The same
    /// client receives `.repeated` while the token is the direct predecessor of the live one and was replaced less than
    /// the reuse window ago. Otherwise the same step ends the grant and records why, and one caller receives
    /// `.replayed`. Later callers receive `.unknown`.
    func rotate(_ attempt: RefreshAttempt, at now: Timestamp) async throws -> Rotation
    /// The owner of a token, live or not yet purged; for revocation and introspection.
    func refreshToken(_ digest: Digest256) async throws -> RefreshToken?
    /// Removes expired refresh tokens, sealed successors that nobody may ask for any more, grants that cannot issue
    /// tokens any more, and old records of ended connections.
    func purge(expiredBefore: Timestamp) async throws -> Int
}

package import Base
import Identity

/// A refresh token as stored. The tokens of one grant are a family with at most one live member.
package struct RefreshToken: Sendable, Hashable {
    package let grant: ID<AuthorizationGrant>
    package let client: ID<Client>
    package let createdAt: Timestamp
    /// Moves with every rotation; a family that is idle for longer ends.
    package let expiresAt: Timestamp

    package init(grant: ID<AuthorizationGrant>, client: ID<Client>, createdAt: Timestamp, expiresAt: Timestamp) {
        self.grant = grant
        self.client = client
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}

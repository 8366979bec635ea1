package import Base
import Identity

/// A refresh token as it is kept. The tokens of one grant are a family: one live member at most.
package struct RefreshToken: Sendable, Hashable {
    package let grant: ID<AuthorizationGrant>
    package let client: ID<Client>
    package let createdAt: Timestamp
    /// Slides with every rotation; idle longer than this, and the family is over.
    package let expiresAt: Timestamp

    package init(grant: ID<AuthorizationGrant>, client: ID<Client>, createdAt: Timestamp, expiresAt: Timestamp) {
        self.grant = grant
        self.client = client
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}

/// The answer to an attempt to rotate a refresh token.
package enum Rotation: Sendable, Hashable {
    /// This caller and no other replaced it.
    case rotated(AuthorizationGrant)
    /// It was rotated before: somebody has a copy (RFC 9700 §4.14.2). The family is revoked in the same step.
    case replayed(ID<AuthorizationGrant>)
    /// Never existed, expired, revoked, or another client's: nothing was changed.
    case unknown
}

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

/// The result of an attempt to rotate a refresh token.
package enum Rotation: Sendable, Hashable {
    /// This caller replaced it; returned to one caller only.
    case rotated(AuthorizationGrant)
    /// It was rotated before, so someone has a copy (RFC 9700 §4.14.2). The same step revokes the family.
    case replayed(ID<AuthorizationGrant>)
    /// Unknown, expired, revoked or of another client; nothing was changed.
    case unknown
}

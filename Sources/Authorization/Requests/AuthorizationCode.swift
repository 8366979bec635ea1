package import Base
import Identity

/// An authorization code as stored: bound to everything that its redemption must match (RFC 6749 §4.1.3, RFC 7636
/// §4.4).
package struct AuthorizationCode: Sendable, Hashable {
    package let grant: AuthorizationGrant
    /// S256 challenge.
    package let challenge: String
    package let expiresAt: Timestamp

    package init(grant: AuthorizationGrant, challenge: String, expiresAt: Timestamp) {
        self.grant = grant
        self.challenge = challenge
        self.expiresAt = expiresAt
    }
}

package import Base
import Identity

/// An authorization code as it is kept: bound to everything that its redemption must match (RFC 6749 §4.1.3, RFC 7636
/// §4.4).
package struct AuthorizationCode: Sendable, Hashable {
    package let grant: AuthorizationGrant
    /// As sent to the authorization endpoint; nil when it was left out.
    package let redirectURI: String?
    /// S256 challenge.
    package let challenge: String
    package let expiresAt: Timestamp

    package init(grant: AuthorizationGrant, redirectURI: String?, challenge: String, expiresAt: Timestamp) {
        self.grant = grant
        self.redirectURI = redirectURI
        self.challenge = challenge
        self.expiresAt = expiresAt
    }
}

/// The answer to an attempt to redeem a code.
package enum Redemption: Sendable, Hashable {
    /// This caller and no other ever gets it.
    case redeemed(AuthorizationCode)
    /// Redeemed before; what came of it is to be revoked.
    case replayed(ID<AuthorizationGrant>)
    /// Never existed, has expired unused, or its user is disabled: nothing was changed.
    case unknown
}

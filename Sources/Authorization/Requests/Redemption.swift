package import Base

/// The result of an attempt to redeem a code.
package enum Redemption: Sendable, Hashable {
    /// Returned to one caller only.
    case redeemed(AuthorizationCode)
    /// Redeemed before; the caller must revoke its grant.
    case replayed(ID<AuthorizationGrant>)
    /// Unknown, expired or of a disabled user; nothing was changed.
    case unknown
}

/// The result of an attempt to rotate a refresh token.
package enum Rotation: Sendable, Hashable {
    /// This caller replaced it; returned to one caller only.
    case rotated(AuthorizationGrant)
    /// It was replaced within the reuse window, and its successor is the live token: the successor, sealed under the
    /// presented token. Nothing was changed but the time of use.
    case repeated(AuthorizationGrant, sealed: [UInt8])
    /// It was rotated before, so someone has a copy (RFC 9700 §4.14.2). The same step ended the family.
    case replayed(EndedConnection)
    /// Unknown, expired, revoked or of another client; nothing was changed.
    case unknown
}

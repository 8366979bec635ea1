package import Base
import Identity

/// A refresh token that is about to replace another.
package struct RefreshSuccessor: Sendable {
    package let digest: Digest256
    /// The token itself, sealed under its predecessor (`SuccessorSeal`); nil when no reuse is allowed.
    package let sealed: [UInt8]?
    package let expiresAt: Timestamp

    package init(digest: Digest256, sealed: [UInt8]?, expiresAt: Timestamp) {
        self.digest = digest
        self.sealed = sealed
        self.expiresAt = expiresAt
    }
}

/// One use of a refresh token.
package struct RefreshAttempt: Sendable {
    /// The digest of the presented token.
    package let digest: Digest256
    package let client: ID<Client>
    package let successor: RefreshSuccessor
    /// How long after its rotation the predecessor of the live token may be presented again; zero for never.
    package let reuseWindow: Duration
    /// The longest reuse window that can be set; a sealed successor is kept no longer.
    package static let longestReuse = Duration.seconds(3_600)
    /// The caller's address, recorded when this use ends the family.
    package let address: String?

    package init(
        digest: Digest256,
        client: ID<Client>,
        successor: RefreshSuccessor,
        reuseWindow: Duration,
        address: String?
    ) {
        self.digest = digest
        self.client = client
        self.successor = successor
        self.reuseWindow = reuseWindow
        self.address = address
    }
}

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

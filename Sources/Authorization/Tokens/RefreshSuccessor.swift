package import Base

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

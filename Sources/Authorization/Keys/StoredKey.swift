package import Base
import Identity

/// A signing key as stored.
package struct StoredKey: Sendable, Hashable {
    package enum State: String, Sendable, Hashable {
        /// Signs and verifies.
        case current
        /// Verifies only, until its last tokens have expired.
        case retiring
    }

    /// The `kid`; for a key pair, its RFC 7638 thumbprint.
    package let id: String
    /// JWA name, RFC 7518 §3.1.
    package let algorithm: String
    /// PKCS #8 PEM or a secret, either in the clear or sealed with the key-encryption key.
    package let material: Secret
    package let state: State
    package let createdAt: Timestamp
    package let retiresAt: Timestamp?

    package init(
        id: String,
        algorithm: String,
        material: Secret,
        state: State,
        createdAt: Timestamp,
        retiresAt: Timestamp?
    ) {
        self.id = id
        self.algorithm = algorithm
        self.material = material
        self.state = state
        self.createdAt = createdAt
        self.retiresAt = retiresAt
    }
}

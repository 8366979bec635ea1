package import Base
package import Identity

/// A passkey (WebAuthn discoverable credential) with which a person logs in instead of a password. No part of it is
/// secret: the private key never leaves the authenticator.
package struct Passkey: Sendable, Hashable {
    /// For forms and logs; not the credential id.
    package let id: ID<Passkey>
    package let user: ID<User>
    /// The credential id, chosen by the authenticator: 1 to 1023 bytes, unique on this server.
    package let credential: [UInt8]
    /// The COSE key.
    package let publicKey: [UInt8]
    /// The authenticator's count of signatures; 0 for those that do not count.
    package let counter: UInt32
    /// The name that the person gave it.
    package let name: String
    /// Whether the authenticator may copy it to the person's other devices; fixed for ever (WebAuthn §6.1.3).
    package let isBackupEligible: Bool
    package let isBackedUp: Bool
    package let createdAt: Timestamp
    package let lastUsedAt: Timestamp?

    package init(
        id: ID<Passkey>,
        user: ID<User>,
        credential: [UInt8],
        publicKey: [UInt8],
        counter: UInt32,
        name: String,
        isBackupEligible: Bool,
        isBackedUp: Bool,
        createdAt: Timestamp,
        lastUsedAt: Timestamp? = nil
    ) {
        self.id = id
        self.user = user
        self.credential = credential
        self.publicKey = publicKey
        self.counter = counter
        self.name = name
        self.isBackupEligible = isBackupEligible
        self.isBackedUp = isBackedUp
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
    }
}

package import Base

/// The time and the place of the last use of a credential.
package struct CredentialUse: Sendable, Hashable {
    package let at: Timestamp
    /// The caller's address, as reported by trusted proxies; nil when unknown.
    package let address: String?

    package init(at: Timestamp, address: String?) {
        self.at = at
        self.address = address
    }
}

/// Keeps when and from where API tokens and grants were last used.
package protocol CredentialUseStore: Sendable {
    /// Stores uses; stored times never go backwards. Ignores other credentials, and those that are gone.
    func note(_ uses: [Credential: CredentialUse]) async throws
}

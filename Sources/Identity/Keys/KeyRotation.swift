package import Base

/// Rotation of our signing keys: good tokens stay good, because the former key verifies until its last token has expired.
package struct KeyRotation: Sendable {
    private let store: any KeyStore
    private let vault: KeyVault
    /// How long a token may live after its key stopped signing.
    private let overlap: Duration

    package init(store: any KeyStore, vault: KeyVault, overlap: Duration = .seconds(86_400)) {
        self.store = store
        self.vault = vault
        self.overlap = overlap
    }

    /// The new key's id.
    package func rotate(_ algorithm: TokenAlgorithm, at now: Timestamp) async throws -> String {
        let key = try TokenKey.generate(algorithm)
        try await store.rotate(to: vault.stored(key, at: now), formerRetiresAt: now.advanced(by: overlap))
        return key.id
    }

    /// Uses a key that was given instead of one made here; nothing happens when it is the current one already.
    package func adopt(_ key: TokenKey, at now: Timestamp) async throws {
        guard try await !store.keys().contains(where: { $0.id == key.id && $0.state == .current }) else { return }
        try await store.rotate(to: vault.stored(key, at: now), formerRetiresAt: now.advanced(by: overlap))
    }

    /// After a change of `oauth.algorithm`: what was signed with the former one stays good until it has expired, and no longer.
    package func settle(on algorithm: TokenAlgorithm, at now: Timestamp) async throws {
        try await store.retire(allBut: algorithm.rawValue, at: now.advanced(by: overlap))
    }

    /// Stops a retiring key at once: tokens signed with it end.
    /// - Throws: `notFound` for an unknown key, and for the current one, which has to be rotated first.
    package func retire(_ id: String) async throws {
        guard try await store.remove(id) else {
            throw Fault(.notFound, "There is no retiring key of that id. The current key is retired by rotating first.")
        }
    }
}

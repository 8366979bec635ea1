package import Base
import Identity

/// Rotation of our signing keys: good tokens stay good, because the former key verifies until its last token has
/// expired.
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

    /// What a start does before the keys are read, once the server is the only one on its database: seals what was
    /// stored before there was a key-encryption key, takes up the given key or makes the first one, and lets those of
    /// other algorithms retire.
    package func start(on algorithm: TokenAlgorithm, given: TokenKey? = nil, at now: Timestamp) async throws {
        for key in try await store.keys() {
            if let sealed = try vault.sealed(key) { _ = try await store.setMaterial(sealed, of: key.id) }
        }
        if let given {
            try await adopt(given, at: now)
        } else if try await !store.keys().contains(where: {
            $0.algorithm.isExactly(algorithm.rawValue) && $0.state == .current
        }) {
            _ = try await store.addFirst(vault.stored(.generate(algorithm), at: now))
        }
        // What was signed with a former algorithm stays good until it has expired, and no longer.
        try await store.retire(allBut: algorithm.rawValue, at: now.advanced(by: overlap))
    }

    /// The new key's id.
    /// - Throws: `StoreFailure(.broken)` when the vault does not open the keys there are: the server could not open
    ///   what it makes.
    package func rotate(_ algorithm: TokenAlgorithm, at now: Timestamp) async throws -> String {
        for key in try await store.keys() { _ = try vault.open(key) }
        let key = try TokenKey.generate(algorithm)
        try await store.rotate(to: vault.stored(key, at: now), formerRetiresAt: now.advanced(by: overlap))
        return key.id
    }

    /// Uses a key that was given instead of one made here; nothing happens when it is the current one already.
    private func adopt(_ key: TokenKey, at now: Timestamp) async throws {
        guard try await !store.keys().contains(where: { $0.id == key.id && $0.state == .current }) else { return }
        try await store.rotate(to: vault.stored(key, at: now), formerRetiresAt: now.advanced(by: overlap))
    }

    /// Stops a retiring key at once: tokens signed with it end.
    /// - Throws: `notFound` for an unknown key, and for the current one, which has to be rotated first.
    package func retire(_ id: String) async throws {
        guard try await store.remove(id) else {
            throw Fault(.notFound, "There is no retiring key of that id. The current key is retired by rotating first.")
        }
    }
}

package import Base
package import Identity

/// Rotates our signing keys. Tokens stay valid, because the previous key verifies until its last token has expired.
package struct KeyRotation: Sendable {
    private let store: any KeyStore
    private let vault: KeyVault
    private let revocations: RevocationEpoch
    /// The longest time a token may live after its key stopped signing.
    private let overlap: Duration

    /// - Parameter revocations: moved by a rotation and a retirement, so that running servers read their keys again.
    package init(
        store: any KeyStore,
        vault: KeyVault,
        revocations: RevocationEpoch,
        overlap: Duration = .seconds(86_400)
    ) {
        self.store = store
        self.vault = vault
        self.revocations = revocations
        self.overlap = overlap
    }

    /// Checks, without changing anything, that the server can open the stored keys.
    /// - Throws: `StoreFailure(.broken)` naming the key and what to do.
    package func check(at now: Timestamp) async throws {
        for key in try await store.keys() where key.isUsable(at: now) { try vault.check(key) }
    }

    /// Prepares the keys at start, after the server has locked its database: seals keys stored before
    /// `oauth.keyEncryption` was set, adopts the given key or creates the first one, and retires keys of other
    /// algorithms.
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
        // Tokens signed with a previous algorithm stay valid until they expire.
        try await store.retire(allBut: algorithm.rawValue, at: now.advanced(by: overlap))
    }

    /// Creates a new current key and returns its id.
    /// - Throws: `StoreFailure(.broken)` when the vault cannot open the existing keys: the server could not open
    ///   the new one either.
    package func rotate(_ algorithm: TokenAlgorithm, at now: Timestamp) async throws -> String {
        for key in try await store.keys() { _ = try vault.open(key) }
        defer { revocations.bump() }
        let key = try TokenKey.generate(algorithm)
        try await store.rotate(to: vault.stored(key, at: now), formerRetiresAt: now.advanced(by: overlap))
        return key.id
    }

    /// Stores every key as this vault does: sealed under its key-encryption key, or in the clear when it has none.
    /// - Parameter former: opens the keys that this vault cannot open.
    /// - Returns: how many keys were stored again.
    /// - Throws: `StoreFailure(.broken)` when neither vault opens a key; then nothing has changed.
    package func rekey(from former: KeyVault) async throws -> Int {
        let changes = try await store.keys().compactMap { stored -> StoredKey? in
            guard (try? vault.open(stored)) == nil else { return nil }
            return try vault.stored(former.open(stored), at: stored.createdAt)
        }
        for change in changes { _ = try await store.setMaterial(change.material, of: change.id) }
        return changes.count
    }

    /// Adopts a key from the settings; does nothing when it is the current one already.
    private func adopt(_ key: TokenKey, at now: Timestamp) async throws {
        guard try await !store.keys().contains(where: { $0.id == key.id && $0.state == .current }) else { return }
        try await store.rotate(to: vault.stored(key, at: now), formerRetiresAt: now.advanced(by: overlap))
    }

    /// Deletes a retiring key immediately; tokens signed with it stop working.
    /// - Throws: `notFound` for an unknown key, and for the current one, which has to be rotated first.
    package func retire(_ id: String) async throws {
        defer { revocations.bump() }
        guard try await store.remove(id) else {
            throw Fault(.notFound, "There is no retiring key of that id. The current key is retired by rotating first.")
        }
    }
}

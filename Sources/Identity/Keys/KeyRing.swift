package import Base
package import JOSE
import Synchronization

/// The keys our tokens are signed with: one current, and those retiring, which still verify until their last tokens have expired.
///
/// Parsed once and kept: parsing a private key costs more than signing with it.
package final class KeyRing: Sendable {
    package struct Snapshot: Sendable {
        /// For access tokens (RFC 9068 §2.1) and for ID tokens.
        package let accessTokens: JWSSigner
        package let idTokens: JWSSigner
        /// What verifies: current and retiring.
        package let keys: JWKSet
        /// The one algorithm our verifier takes.
        package let algorithm: Algorithm
    }

    private let store: any KeyStore
    private let vault: KeyVault
    private let algorithm: Algorithm
    private let state: Mutex<Snapshot>

    /// Reads the keys; makes the first one. Racing first starts agree on one key.
    /// - Throws: `StoreFailure(.broken)` when a key cannot be read, for instance because the encryption key is another.
    package init(store: any KeyStore, vault: KeyVault, algorithm: Algorithm, at now: Timestamp) async throws {
        self.store = store
        self.vault = vault
        self.algorithm = algorithm
        if try await !store.keys().contains(where: { $0.algorithm == algorithm.name && $0.state == .current }) {
            let key = try SigningKey.generate(algorithm)
            _ = try await store.addFirst(vault.stored(key, at: now))
        }
        state = Mutex(try await Self.load(store, vault, algorithm, at: now))
    }

    package var current: Snapshot { state.withLock { $0 } }

    /// The public keys, as `/.well-known/jwks.json` shows them.
    package var publicKeys: JSONValue { current.keys.json }

    /// Reads the store again: another process may have rotated.
    package func reload(at now: Timestamp) async throws {
        let fresh = try await Self.load(store, vault, algorithm, at: now)
        state.withLock { $0 = fresh }
    }

    private static func load(
        _ store: any KeyStore, _ vault: KeyVault, _ algorithm: Algorithm, at now: Timestamp
    ) async throws -> Snapshot {
        let stored = try await store.keys()
        guard let current = stored.first(where: { $0.algorithm == algorithm.name && $0.state == .current }) else {
            throw StoreFailure(.broken, "there is no current signing key for \(algorithm.name)")
        }
        let signing = try vault.open(current)
        let retiring = try stored.filter { $0.id != current.id && ($0.retiresAt ?? now) >= now }.map { try vault.open($0).verificationKey }
        return Snapshot(
            accessTokens: JWSSigner(key: signing, type: "at+jwt"), idTokens: JWSSigner(key: signing, type: "JWT"),
            keys: JWKSet(keys: [signing.verificationKey] + retiring), algorithm: algorithm)
    }
}

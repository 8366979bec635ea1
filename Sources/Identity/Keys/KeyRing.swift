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
        /// The public halves of what verifies: current and retiring. A secret is never among them.
        package let keys: JWKSet
        private let secrets: [SharedKey]
        private let algorithms: Set<Algorithm>

        fileprivate init(current: TokenKey, retiring: [TokenKey]) {
            accessTokens = current.signer(type: "at+jwt")
            idTokens = current.signer(type: "JWT")
            var published: [VerificationKey] = []
            var secrets: [SharedKey] = []
            for key in [current] + retiring {
                switch key.kind {
                case .pair(let pair): published.append(pair.verificationKey)
                case .shared(let secret): secrets.append(secret)
                }
            }
            keys = JWKSet(keys: published)
            self.secrets = secrets
            algorithms = Set(published.map(\.algorithm))
        }

        /// Verifies a token of ours. What `alg` says chooses among our keys and nothing else: a MAC is compared with those of our
        /// secrets, of which there are none unless a setting asked for it, and a public key is never taken for a secret
        /// (RFC 8725 §2.1, §3.1).
        package func verify(_ token: UnverifiedClaims, types: TokenTypes) throws(JOSEError) -> Claims {
            let verifier = JWSVerifier(algorithms: algorithms, types: types)
            guard let first = secrets.first, token.header.algorithmName == TokenAlgorithm.hs256.rawValue else {
                return try verifier.verify(token, keys: keys)
            }
            let named = secrets.first { $0.id == token.header.keyID }
            return try verifier.verify(token, sharedKey: named ?? first)
        }
    }

    private let store: any KeyStore
    private let vault: KeyVault
    private let algorithm: TokenAlgorithm
    private let state: Mutex<Snapshot>

    /// Reads the keys; makes the first one. Racing first starts agree on one key.
    /// - Throws: `StoreFailure(.broken)` when a key cannot be read, for instance because the encryption key is another.
    package init(store: any KeyStore, vault: KeyVault, algorithm: TokenAlgorithm, at now: Timestamp) async throws {
        self.store = store
        self.vault = vault
        self.algorithm = algorithm
        if try await !store.keys().contains(where: { $0.algorithm == algorithm.rawValue && $0.state == .current }) {
            _ = try await store.addFirst(vault.stored(.generate(algorithm), at: now))
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
        _ store: any KeyStore, _ vault: KeyVault, _ algorithm: TokenAlgorithm, at now: Timestamp
    ) async throws -> Snapshot {
        let stored = try await store.keys()
        guard let current = stored.first(where: { $0.algorithm == algorithm.rawValue && $0.state == .current }) else {
            throw StoreFailure(.broken, "there is no current signing key for \(algorithm.rawValue)")
        }
        let retiring = stored.filter { $0.id != current.id && ($0.retiresAt ?? now) >= now }
        return Snapshot(current: try vault.open(current), retiring: try retiring.map(vault.open))
    }
}

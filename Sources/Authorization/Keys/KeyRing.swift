package import Base
package import Identity
package import JOSE
import Synchronization

/// The keys that sign our tokens: the current one, and retiring ones, which verify until their last tokens expire.
///
/// Parsed once and kept: parsing a private key costs more than signing with it.
package final class KeyRing: Sendable {
    package struct Snapshot: Sendable {
        /// For access tokens (RFC 9068 §2.1) and for ID tokens.
        package let accessTokens: JWSSigner
        package let idTokens: JWSSigner
        /// For receipts; nil when tokens are signed with a secret, which nobody else can check.
        let receipts: JWSSigner?
        /// The public halves of the current and retiring keys; never a secret.
        package let keys: JWKSet
        private let secrets: [SharedKey]
        private let algorithms: Set<Algorithm>

        fileprivate init(current: TokenKey, retiring: [TokenKey]) {
            accessTokens = current.signer(type: "at+jwt")
            idTokens = current.signer(type: "JWT")
            receipts =
                switch current.kind {
                case .pair: current.signer(type: ReceiptSigner.type)
                case .shared: nil
                }
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

        /// Verifies one of our tokens. `alg` only chooses among our keys: a MAC is compared with those of our secrets,
        /// which exist only if a setting asked for them, and a public key is never used as a secret (RFC 8725 §2.1,
        /// §3.1).
        package func verify(_ token: UnverifiedClaims, types: TokenTypes) throws(JOSEError) -> Claims {
            let verifier = JWSVerifier(algorithms: algorithms, types: types)
            guard let first = secrets.first, token.header.algorithmName == SharedKey.algorithmName else {
                return try verifier.verify(token, keys: keys)
            }
            let named = secrets.first { $0.id.isExactly(token.header.keyID) }
            return try verifier.verify(token, sharedKey: named ?? first)
        }
    }

    private struct State {
        var snapshot: Snapshot
        /// The stored keys it was parsed from; parsed again only after a change.
        var stored: [StoredKey]
        /// The time of the last read.
        var epoch: UInt64
        /// When the keys were last read because of a token with an unknown key.
        var searchedAt: Timestamp?
    }

    /// The least time between two reads for tokens with unknown keys, which strangers can send.
    private static let betweenSearches = Duration.seconds(1)

    private let store: any KeyStore
    private let vault: KeyVault
    /// The algorithm of new signatures.
    package let algorithm: TokenAlgorithm
    private let revocations: RevocationEpoch
    private let state: Mutex<State>

    /// Reads the keys; `KeyRotation.start` creates them.
    /// - Throws: `StoreFailure(.broken)` when there is no current key, or one cannot be opened, for instance because
    ///   `oauth.keyEncryption` has changed.
    package init(
        store: any KeyStore,
        vault: KeyVault,
        algorithm: TokenAlgorithm,
        revocations: RevocationEpoch,
        at now: Timestamp
    ) async throws {
        self.store = store
        self.vault = vault
        self.algorithm = algorithm
        self.revocations = revocations
        let epoch = revocations.current
        let stored = try await store.keys().filter { $0.isUsable(at: now) }
        state = Mutex(State(snapshot: try Self.open(stored, vault, algorithm), stored: stored, epoch: epoch))
    }

    /// The keys as last read.
    package var current: Snapshot { state.withLock { $0.snapshot } }

    /// The current keys: read again if anything was revoked since, so that `key retire` stops a compromised key at
    /// once.
    package func latest(at now: Timestamp) async throws -> Snapshot {
        if state.withLock({ $0.epoch != revocations.current }) { try await reload(at: now) }
        return current
    }

    /// The public keys, as `/.well-known/jwks.json` shows them.
    package func publicKeys(at now: Timestamp) async throws -> JSONValue { try await latest(at: now).keys.json }

    /// Reads the store again: a process on another machine may have rotated, or a key may have expired.
    package func reload(at now: Timestamp) async throws {
        // Taken before the store is read, as in `PrincipalCache`: a key retired in between causes another read.
        let epoch = revocations.current
        let stored = try await store.keys().filter { $0.isUsable(at: now) }
        guard state.withLock({ $0.stored != stored }) else {
            state.withLock { $0.epoch = max($0.epoch, epoch) }
            return
        }
        let snapshot = try Self.open(stored, vault, algorithm)
        state.withLock {
            // A later read may have finished first.
            if epoch >= $0.epoch { ($0.snapshot, $0.stored, $0.epoch) = (snapshot, stored, epoch) }
        }
    }

    /// The keys for a token whose key is not among them: another server of the database may have rotated a moment ago.
    /// Nil when they were read within the last second.
    func searched(at now: Timestamp) async throws -> Snapshot? {
        let mayRead = state.withLock { state in
            if let last = state.searchedAt, last.isWithin(Self.betweenSearches, of: now) { return false }
            state.searchedAt = now
            return true
        }
        guard mayRead else { return nil }
        try await reload(at: now)
        return current
    }

    private static func open(_ stored: [StoredKey], _ vault: KeyVault, _ algorithm: TokenAlgorithm) throws -> Snapshot {
        guard let current = stored.first(where: { $0.algorithm.isExactly(algorithm.rawValue) && $0.state == .current })
        else {
            throw StoreFailure(.broken, "there is no current signing key for \(algorithm.rawValue)")
        }
        return Snapshot(
            current: try vault.open(current),
            retiring: try stored.filter { !$0.id.isExactly(current.id) }.map(vault.open)
        )
    }
}

extension StoredKey {
    func isUsable(at now: Timestamp) -> Bool { retiresAt.map { $0 >= now } ?? true }
}

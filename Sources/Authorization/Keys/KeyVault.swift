package import Base
import Crypto
import FoundationEssentials
import Identity

/// Converts signing keys to their stored form and back: PKCS #8 PEM or a secret, in the clear or sealed with
/// AES-256-GCM under a key-encryption key.
package struct KeyVault: Sendable {
    private let sealing: SymmetricKey?
    /// A previous key-encryption key; only opens.
    private let former: SymmetricKey?

    /// The shortest key-encryption key, in bytes.
    package static let shortestKey = 32

    /// - Parameters:
    ///   - encryptionKey: at least `shortestKey` bytes of high entropy; nil stores the key as it is, in a file of mode
    ///     0600.
    ///   - former: a previous one that keys may still be sealed under.
    /// - Throws: `Fault(.invalidRequest)` for a short one.
    package init(encryptionKey: Secret?, former: Secret? = nil) throws {
        guard let encryptionKey else {
            (sealing, self.former) = (nil, nil)
            return
        }
        guard encryptionKey.reveal().utf8.count >= Self.shortestKey else {
            throw Fault(
                .invalidRequest,
                "oauth.keyEncryption must have at least \(Self.shortestKey) bytes: openssl rand -base64 48"
            )
        }
        sealing = Self.derived(from: encryptionKey)
        self.former = former.map(Self.derived)
    }

    private static func derived(from secret: Secret) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: Array(secret.reveal().utf8)),
            info: Array("agent-memory signing keys".utf8),
            outputByteCount: 32
        )
    }

    package func stored(_ key: TokenKey, at now: Timestamp) throws -> StoredKey {
        StoredKey(
            id: key.id,
            algorithm: key.algorithm.rawValue,
            material: try seal(key.material, id: key.id),
            state: .current,
            createdAt: now,
            retiresAt: nil
        )
    }

    /// - Throws: `StoreFailure(.broken)` when the key is sealed under another key, is stored in the clear although a
    ///   key-encryption key is set, or cannot be parsed.
    package func open(_ stored: StoredKey) throws -> TokenKey {
        try Self.key(stored, try? unseal(stored.material, id: stored.id))
    }

    /// Checks that the next start can open the key: as it is stored, or after sealing it.
    /// - Throws: `StoreFailure(.broken)` as `open`.
    func check(_ stored: StoredKey) throws {
        guard try sealed(stored) == nil else { return }
        _ = try open(stored)
    }

    /// The new stored form of a key that is in the clear or sealed under the former key-encryption key; nil when its
    /// stored form is current.
    func sealed(_ stored: StoredKey) throws -> Secret? {
        guard let sealing else { return nil }
        guard Self.isSealed(stored.material) else {
            return try seal(Self.key(stored, stored.material).material, id: stored.id)
        }
        guard let former, (try? Self.opened(stored.material, id: stored.id, under: sealing)) == nil,
            let material = try? Self.opened(stored.material, id: stored.id, under: former)
        else { return nil }
        return try seal(material, id: stored.id)
    }

    /// The stored form of a secret that is not a signing key.
    func sealed(_ secret: Secret, named name: String) throws -> Secret { try seal(secret, id: name) }

    /// - Throws: `StoreFailure(.broken)` or an error of the cipher, as for keys.
    func opened(_ stored: Secret, named name: String) throws -> Secret { try unseal(stored, id: name) }

    private static func key(_ stored: StoredKey, _ material: Secret?) throws -> TokenKey {
        guard let algorithm = TokenAlgorithm(rawValue: stored.algorithm) else {
            throw StoreFailure(.broken, "signing key \(stored.id) is of an unknown algorithm")
        }
        // The id is derived from key and algorithm: a row whose algorithm was changed does not open.
        guard let material, let key = try? TokenKey(material, algorithm: algorithm), key.id.isExactly(stored.id) else {
            throw StoreFailure(
                .broken,
                """
                signing key \(stored.id) cannot be opened with the current oauth.keyEncryption. Set oauth.keyEncryption to the value that was \
                used when the key was stored, or remove it if there was none. If it never changed, the database is damaged: restore a backup
                """
            )
        }
        return key
    }

    private static let mark = "aes-256-gcm:"

    private static func isSealed(_ material: Secret) -> Bool { material.reveal().hasPrefix(mark) }

    private func seal(_ material: Secret, id: String) throws -> Secret {
        guard let sealing else { return material }
        let box = try AES.GCM.seal(Array(material.reveal().utf8), using: sealing, authenticating: Array(id.utf8))
        guard let combined = box.combined else { throw StoreFailure(.broken, "a signing key could not be sealed") }
        return Secret(Self.mark + combined.base64EncodedString())
    }

    private func unseal(_ material: Secret, id: String) throws -> Secret {
        guard Self.isSealed(material) else {
            // Every start seals the keys it finds (`KeyRotation.start`), so someone without the key-encryption key has
            // stored a later one in the clear.
            guard sealing == nil else {
                throw StoreFailure(.broken, "a key in the clear although a key-encryption key is set")
            }
            return material
        }
        guard let sealing else { throw StoreFailure(.broken, "a sealed key without its key-encryption key") }
        do {
            return try Self.opened(material, id: id, under: sealing)
        } catch {
            guard let former else { throw error }
            return try Self.opened(material, id: id, under: former)
        }
    }

    private static func opened(_ material: Secret, id: String, under key: SymmetricKey) throws -> Secret {
        guard let combined = Data(base64Encoded: String(material.reveal().dropFirst(mark.count))) else {
            throw StoreFailure(.broken, "a sealed key that is not base64")
        }
        let opened = try AES.GCM.open(AES.GCM.SealedBox(combined: combined), using: key, authenticating: Array(id.utf8))
        return Secret(String(decoding: opened, as: UTF8.self))
    }
}

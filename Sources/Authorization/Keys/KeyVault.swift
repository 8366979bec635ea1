package import Base
import Crypto
import FoundationEssentials
import Identity

/// Turns signing keys into what is stored and back: PKCS #8 PEM or a secret, or that sealed with AES-256-GCM under a
/// given key.
package struct KeyVault: Sendable {
    private let sealing: SymmetricKey?
    /// Opens and does not seal.
    private let former: SymmetricKey?

    /// - Parameters:
    ///   - encryptionKey: at least 32 characters of high entropy; nil stores the key as it is, in a file of mode 0600.
    ///   - former: another that keys may still be sealed under.
    /// - Throws: `Fault(.invalidRequest)` for a short one.
    package init(encryptionKey: Secret?, former: Secret? = nil) throws {
        guard let encryptionKey else {
            (sealing, self.former) = (nil, nil)
            return
        }
        guard encryptionKey.reveal().utf8.count >= 32 else {
            throw Fault(
                .invalidRequest,
                "oauth.keyEncryption must have at least 32 characters: openssl rand -base64 48"
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

    /// - Throws: `StoreFailure(.broken)` when the key was sealed under another key, or lies in the clear beside one, or
    ///   is no key.
    package func open(_ stored: StoredKey) throws -> TokenKey {
        try Self.key(stored, try? unseal(stored.material, id: stored.id))
    }

    /// What to keep of a key that was stored before there was a key-encryption key, or under the former one; nil when
    /// it is kept as it should be.
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

    private static func key(_ stored: StoredKey, _ material: Secret?) throws -> TokenKey {
        guard let algorithm = TokenAlgorithm(rawValue: stored.algorithm) else {
            throw StoreFailure(.broken, "signing key \(stored.id) is of an unknown algorithm")
        }
        // The id follows from key and algorithm: a row that was made to say another algorithm does not open.
        guard let material, let key = try? TokenKey(material, algorithm: algorithm), key.id.isExactly(stored.id) else {
            throw StoreFailure(
                .broken,
                "signing key \(stored.id) cannot be opened: it was stored under another key-encryption key, or before there was one, or is damaged"
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
            // A start seals what it finds (`KeyRotation.start`): what lies in the clear later, somebody without the key
            // put there.
            guard sealing == nil else { throw StoreFailure(.broken, "a key in the clear beside a key-encryption key") }
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
            throw StoreFailure(.broken, "a sealed key that is no base64")
        }
        let opened = try AES.GCM.open(AES.GCM.SealedBox(combined: combined), using: key, authenticating: Array(id.utf8))
        return Secret(String(decoding: opened, as: UTF8.self))
    }
}

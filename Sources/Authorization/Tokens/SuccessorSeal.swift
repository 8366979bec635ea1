import Base
import Crypto
import FoundationEssentials
import Identity

/// Seals a refresh token under a key derived from its predecessor (HKDF-SHA-256, AES-256-GCM). The database has only a
/// digest of the predecessor, so what it stores opens for nobody but a caller who presents the predecessor itself.
enum SuccessorSeal {
    /// - Returns: nonce, ciphertext and tag.
    static func seal(_ successor: Secret, under predecessor: Secret, random: any RandomSource) throws -> [UInt8] {
        let box = try AES.GCM.seal(
            Array(successor.reveal().utf8),
            using: key(of: predecessor),
            nonce: AES.GCM.Nonce(data: random.bytes(12))
        )
        return Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
    }

    /// - Throws: `StoreFailure(.broken)` when the stored bytes were damaged or sealed under another token.
    static func open(_ sealed: [UInt8], with predecessor: Secret) throws -> Secret {
        guard let box = try? AES.GCM.SealedBox(combined: sealed),
            let opened = try? AES.GCM.open(box, using: key(of: predecessor)),
            let text = String(validating: opened, as: UTF8.self)
        else { throw StoreFailure(.broken, "a sealed refresh token cannot be opened") }
        return Secret(text)
    }

    private static func key(of predecessor: Secret) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: Array(predecessor.reveal().utf8)),
            info: Array("agent-memory refresh token successor".utf8),
            outputByteCount: 32
        )
    }
}

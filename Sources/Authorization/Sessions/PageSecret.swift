package import Base
import Crypto
import JOSE

/// The secret behind what a page carries and a later request brings back: seals of forms, challenges of passkeys. Each
/// purpose has a key of its own.
package struct PageSecret: Sendable {
    private static let bytes = 32
    private static let name = "pages"

    private let root: SymmetricKey

    /// A secret of this process: pages from before a restart are out of date.
    package init(random: some RandomSource) {
        root = SymmetricKey(data: random.bytes(Self.bytes))
    }

    /// The secret that all servers of a database use, so that one takes the form that another one showed. It is stored
    /// as signing keys are. One that this vault cannot open is replaced: forms that are open now are then out of date.
    /// - Throws: an error of the store.
    package init(sharedIn store: any SharedSecretStore, vault: KeyVault, random: some RandomSource) async throws {
        let fresh = try vault.sealed(Secret(Base64URL.encode(random.bytes(Self.bytes))), named: Self.name)
        let stored = try await store.secret(Self.name, orElse: fresh)
        let usable: Secret
        if let opened = try? vault.opened(stored, named: Self.name) {
            usable = opened
        } else {
            usable = try vault.opened(await store.replace(Self.name, stored, by: fresh), named: Self.name)
        }
        root = SymmetricKey(data: Array(usable.reveal().utf8))
    }

    /// Encrypts a value for a later request (AES-256-GCM).
    /// - Parameter name: for whom it is; it opens under no other name.
    package func seal(_ bytes: [UInt8], as name: String) throws -> [UInt8] {
        let box = try AES.GCM.seal(bytes, using: key(for: "values"), authenticating: Array(name.utf8))
        return Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
    }

    /// Nil for a value that was sealed under another name or secret.
    package func open(_ sealed: [UInt8], as name: String) -> [UInt8]? {
        guard let box = try? AES.GCM.SealedBox(combined: sealed) else { return nil }
        return (try? AES.GCM.open(box, using: key(for: "values"), authenticating: Array(name.utf8))).map(Array.init)
    }

    func key(for purpose: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: root,
            info: Array("agent-memory pages: \(purpose)".utf8),
            outputByteCount: Self.bytes
        )
    }
}

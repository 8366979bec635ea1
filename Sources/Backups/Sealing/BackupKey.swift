package import Base
import Crypto
import JOSE

/// The private key that opens encrypted backups (X25519, RFC 7748).
package struct BackupKey: Sendable {
    let key: Curve25519.KeyAgreement.PrivateKey

    /// A new key from the operating system's randomness.
    package init() {
        key = Curve25519.KeyAgreement.PrivateKey()
    }

    /// - Parameter text: as `text` returns it, with or without white space around it; nil for any other text.
    package init?(_ text: Secret) {
        guard let bytes = CheckedText.decode(text.reveal(), prefix: Self.prefix),
            let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes)
        else { return nil }
        self.key = key
    }

    /// `amb-secret-` and 48 characters.
    package var text: Secret { Secret(CheckedText.encode(Array(key.rawRepresentation), prefix: Self.prefix)) }

    package var recipient: BackupRecipient { BackupRecipient(key.publicKey) }

    private static let prefix = "amb-secret-"
}

/// The public key to which backups are encrypted. It cannot open them.
package struct BackupRecipient: Sendable, Hashable {
    let bytes: [UInt8]

    init(_ key: Curve25519.KeyAgreement.PublicKey) {
        bytes = Array(key.rawRepresentation)
    }

    /// - Parameter text: as `text` returns it; nil for any other text. It contains a checksum, because nobody could open a
    ///   backup for a mistyped key.
    package init?(_ text: String) {
        guard let bytes = CheckedText.decode(text, prefix: Self.prefix) else { return nil }
        self.bytes = bytes
    }

    /// `amb-public-` and 48 characters.
    package var text: String { CheckedText.encode(bytes, prefix: Self.prefix) }

    private static let prefix = "amb-public-"
}

/// 32 bytes with a prefix that says what they are, and a checksum of both: prefix | base64url(bytes | first 4 bytes of
/// SHA-256(prefix | bytes)).
private enum CheckedText {
    static func encode(_ bytes: [UInt8], prefix: String) -> String {
        prefix + Base64URL.encode(bytes + sum(bytes, prefix))
    }

    static func decode(_ text: String, prefix: String) -> [UInt8]? {
        let text = text.filter { !$0.isWhitespace }
        guard text.hasPrefix(prefix), let all = Base64URL.decode(String(text.dropFirst(prefix.count))),
            all.count == 36
        else { return nil }
        let bytes = Array(all.prefix(32))
        return sum(bytes, prefix) == Array(all.suffix(4)) ? bytes : nil
    }

    private static func sum(_ bytes: [UInt8], _ prefix: String) -> [UInt8] {
        Array(SHA256.hash(data: Array(prefix.utf8) + bytes).prefix(4))
    }
}

package import Base
import JOSE

extension RandomSource {
    /// Unguessable text: base64url of `bytes` random bytes (32 give 256 bits).
    package func token(bytes count: Int) -> String {
        Base64URL.encode(bytes(count))
    }
}

extension Digest256 {
    /// SHA-256 of a high-entropy secret. Never use it for a password.
    package init(of secret: Secret) {
        self.init(sha256: secret.reveal()[...])
    }

    /// SHA-256 of a text's UTF-8.
    package init(of text: String) {
        self.init(sha256: text[...])
    }
}

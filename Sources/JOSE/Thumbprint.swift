import Base
import Crypto

extension JWK {
    /// SHA-256 over the key's required members in order of name, in base64url (RFC 7638 §3): the same for a key
    /// everywhere. It is our `kid`.
    package var thumbprint: String {
        Base64URL.encode(SHA256.hash(data: StrictJSON.encode(requiredMembers)).map { $0 })
    }
}

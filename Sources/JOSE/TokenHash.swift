import Crypto

/// `at_hash` (OIDC Core §3.1.3.6): the left half of an access token's digest, by the hash function of the algorithm
/// that signs the ID token.
enum TokenHash {
    case sha256, sha384, sha512

    func leftHalf(of token: String) -> String {
        let bytes = Array(token.utf8)
        let digest: [UInt8] =
            switch self {
            case .sha256: Array(SHA256.hash(data: bytes))
            case .sha384: Array(SHA384.hash(data: bytes))
            case .sha512: Array(SHA512.hash(data: bytes))
            }
        return Base64URL.encode(digest.prefix(digest.count / 2))
    }
}

extension Algorithm {
    private var tokenHash: TokenHash {
        switch self {
        case .rs256, .ps256, .es256: .sha256
        case .rs384, .ps384, .es384: .sha384
        // Ed25519 hashes with SHA-512 (RFC 8032 §5.1); the standard names no other for it, and libraries have taken
        // this one.
        case .rs512, .ps512, .es512, .ed25519: .sha512
        }
    }

    /// The `at_hash` of an access token, in an ID token signed with this algorithm.
    package func leftHalf(of token: String) -> String { tokenHash.leftHalf(of: token) }
}

package import Base

/// The stored value that recognises a token's secret (`tokens.hashing`).
package enum APITokenHash: Sendable, Hashable {
    /// The default: the secret has 256 random bits, so a fast digest is enough.
    case sha256(Digest256)
    /// For operators who require it: a `$2b$` string (crypt(5)) of the secret.
    case bcrypt(String)
}

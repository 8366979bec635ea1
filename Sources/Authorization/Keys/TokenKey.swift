package import Base
import Crypto
import FoundationEssentials
import Identity
package import JOSE

/// A key that signs our tokens: a pair whose public half is published, or a secret.
package struct TokenKey: Sendable {
    enum Kind: Sendable {
        case pair(SigningKey)
        case shared(SharedKey)
    }

    /// `kid`.
    package let id: String
    package let algorithm: TokenAlgorithm
    /// PKCS #8 PEM, or the secret; seal it before storing.
    package let material: Secret
    let kind: Kind

    /// A new key from the operating system's randomness; a secret has 256 random bits (RFC 7518 §3.2).
    package static func generate(_ algorithm: TokenAlgorithm) throws(JOSEError) -> TokenKey {
        guard let signature = algorithm.signature else {
            let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
            return try TokenKey(Secret(Base64URL.encode(bytes)), algorithm: algorithm)
        }
        return TokenKey(try SigningKey.generate(signature), algorithm: algorithm)
    }

    /// The same key always gets the same id.
    /// - Parameter material: PKCS #8 PEM, or for HS256 a text of at least 32 bytes.
    /// - Throws: `unusableKey`.
    package init(_ material: Secret, algorithm: TokenAlgorithm) throws(JOSEError) {
        if let signature = algorithm.signature {
            self.init(try SigningKey(pem: material, algorithm: signature), algorithm: algorithm)
        } else {
            let id = Self.id(of: material)
            self.init(id: id, algorithm: algorithm, material: material, kind: .shared(try SharedKey(material, id: id)))
        }
    }

    private init(_ pair: SigningKey, algorithm: TokenAlgorithm) {
        self.init(id: pair.id, algorithm: algorithm, material: pair.pem, kind: .pair(pair))
    }

    private init(id: String, algorithm: TokenAlgorithm, material: Secret, kind: Kind) {
        self.id = id
        self.algorithm = algorithm
        self.material = material
        self.kind = kind
    }

    /// - Parameter type: `typ` of the tokens.
    func signer(type: String) -> JWSSigner {
        switch kind {
        case .pair(let key): JWSSigner(key: key, type: type)
        case .shared(let key): JWSSigner(sharedKey: key, type: type)
        }
    }

    /// A MAC of a fixed text. Unlike a thumbprint, it reveals no more of the secret than any token does (RFC 7638 §7).
    private static func id(of secret: Secret) -> String {
        let key = SymmetricKey(data: Array(secret.reveal().utf8))
        let code = HMAC<SHA256>.authenticationCode(for: Array("agent-memory key id".utf8), using: key)
        return Base64URL.encode(Array(code.prefix(16)))
    }
}

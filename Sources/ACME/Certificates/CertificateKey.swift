import Base
import Crypto

/// The private key of a certificate: ECDSA with P-256, which every client of TLS supports.
struct CertificateKey: Sendable {
    private let key = P256.Signing.PrivateKey()

    /// PKCS #8.
    var pem: Secret { Secret(key.pemRepresentation + "\n") }

    /// SubjectPublicKeyInfo.
    var publicInfo: [UInt8] { Array(key.publicKey.derRepresentation) }

    /// The signed form of certificates and requests: the content, the algorithm, the signature.
    func signed(_ content: [UInt8]) throws -> [UInt8] {
        let signature = try key.signature(for: content)
        return DER.sequence(content, Self.algorithm, DER.bits(Array(signature.derRepresentation)))
    }

    /// ecdsa-with-SHA256 (RFC 5758 §3.2).
    static let algorithm = DER.sequence(DER.identifier(1, 2, 840, 10_045, 4, 3, 2))
}

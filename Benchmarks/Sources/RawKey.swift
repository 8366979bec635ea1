import Base
import Crypto
import CryptoExtras
import Foundation
import JOSE

/// One key, for swift-crypto and for our code: the reference is the primitive alone.
struct RawKey {
    let signing: SigningKey

    init(_ algorithm: Algorithm) throws {
        signing = try SigningKey.generate(algorithm)
    }

    init(_ signing: SigningKey) {
        self.signing = signing
    }

    /// The raw check of the token's signature, with the key created and the signature read beforehand.
    ///
    /// The algorithm's whole primitive hashes the signed text (RS256 is RSASSA-PKCS1-v1_5 with SHA-256, RFC 7518 §3.3).
    /// `ofDigest` leaves the hashing out as well; nil for Ed25519, which cannot skip it.
    func verification(of token: String) throws -> (whole: @Sendable () -> Bool, ofDigest: (@Sendable () -> Bool)?) {
        let parts = token.split(separator: ".")
        let input = Data(parts[0...1].joined(separator: ".").utf8)
        guard let bytes = Base64URL.decode(Array(parts[2].utf8)) else {
            throw Problem("the signature is not base64url")
        }
        let digest = SHA256.hash(data: input)
        let pem = signing.pem.reveal()
        switch signing.algorithm.keyKind {
        case .rsa:
            let key = try _RSA.Signing.PrivateKey(pemRepresentation: pem).publicKey
            let primitives = try key.getKeyPrimitives()
            let own = try _RSA.Signing.PublicKey(n: primitives.modulus, e: primitives.publicExponent)
            let signature = _RSA.Signing.RSASignature(rawRepresentation: bytes)
            return (
                { own.isValidSignature(signature, for: input, padding: .insecurePKCS1v1_5) },
                { own.isValidSignature(signature, for: digest, padding: .insecurePKCS1v1_5) }
            )
        case .ec:
            let key = try P256.Signing.PrivateKey(pemRepresentation: pem).publicKey
            let signature = try P256.Signing.ECDSASignature(rawRepresentation: bytes)
            return ({ key.isValidSignature(signature, for: input) }, { key.isValidSignature(signature, for: digest) })
        case .ed25519:
            let key = try Curve25519.Signing.PrivateKey(pemRepresentation: pem).publicKey
            return ({ key.isValidSignature(bytes, for: input) }, nil)
        }
    }

    /// The raw signature of a digest (for Ed25519 of 600 bytes, about the size of a token's signing input).
    func signature() throws -> @Sendable () throws -> Void {
        let input = Data(repeating: 7, count: 600)
        let digest = SHA256.hash(data: input)
        let pem = signing.pem.reveal()
        switch signing.algorithm.keyKind {
        case .rsa:
            let key = try _RSA.Signing.PrivateKey(pemRepresentation: pem)
            return { keep(try key.signature(for: digest, padding: .insecurePKCS1v1_5)) }
        case .ec:
            let key = try P256.Signing.PrivateKey(pemRepresentation: pem)
            return { keep(try key.signature(for: digest)) }
        case .ed25519:
            let key = try Curve25519.Signing.PrivateKey(pemRepresentation: pem)
            return { keep(try key.signature(for: input)) }
        }
    }
}

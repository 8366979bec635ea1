package import Base
import Crypto
import CryptoExtras
import FoundationEssentials

/// A public key ready to verify with, and the one algorithm it verifies. Immutable and shared; created once per import,
/// so that a verification costs only the signature check.
package final class VerificationKey: Sendable {
    /// `kid`.
    package let id: String?
    package let algorithm: Algorithm
    /// True for a key without `alg` that fits several algorithms.
    package let isAlgorithmAssumed: Bool
    /// The key as it would be published, with the algorithm now fixed.
    package let jwk: JWK
    private let primitive: Primitive

    private enum Primitive: Sendable {
        case rsa(_RSA.Signing.PublicKey)
        case p256(P256.Signing.PublicKey)
        case p384(P384.Signing.PublicKey)
        case p521(P521.Signing.PublicKey)
        case ed25519(Curve25519.Signing.PublicKey)
    }

    /// - Parameter rsaAlgorithm: what an RSA key that does not name its `alg` is for (some providers omit it). It is
    ///   the importer's decision, never the token's: RS256 and PS256 over one key are a cross-protocol risk (RFC 8725
    ///   §3.1).
    package init(_ jwk: JWK, rsaAlgorithm: Algorithm = .rs256) throws(JOSEError) {
        let algorithm: Algorithm
        var isAssumed = false
        switch jwk.material {
        case .rsa(let modulus, let exponent):
            try RSARules.check(modulus: modulus, exponent: exponent)
            algorithm = jwk.algorithm ?? rsaAlgorithm
            isAssumed = jwk.algorithm == nil
            guard let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent) else { throw .unusableKey(.members) }
            primitive = .rsa(key)
        case .ec(let curve, let x, let y):
            algorithm = jwk.algorithm ?? curve.algorithm
            primitive = try Self.point(on: curve, x + y)
        case .ed25519(let bytes):
            algorithm = jwk.algorithm ?? .ed25519
            guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else {
                throw .unusableKey(.members)
            }
            primitive = .ed25519(key)
        }
        guard algorithm.keyKind == jwk.kind else { throw .unusableKey(.algorithm) }
        self.algorithm = algorithm
        isAlgorithmAssumed = isAssumed
        self.id = jwk.id
        self.jwk = JWK(material: jwk.material, id: jwk.id, algorithm: algorithm)
    }

    /// From a JWK as JSON; see `JWK.init(_:)` for what is refused.
    package convenience init(json: JSONValue, rsaAlgorithm: Algorithm = .rs256) throws(JOSEError) {
        try self.init(JWK(json), rsaAlgorithm: rsaAlgorithm)
    }

    /// From a PEM public key (`BEGIN PUBLIC KEY`) that an operator configured for `algorithm`.
    package convenience init(pem: String, algorithm: Algorithm, id: String? = nil) throws(JOSEError) {
        let material = JWK.Material(publicPEM: pem, kind: algorithm.keyKind)
        guard let material else { throw .unusableKey(.notAKey) }
        try self.init(JWK(material: material, id: id, algorithm: algorithm))
    }

    /// swift-crypto refuses coordinates that are not a point of the curve (invalid-curve attack, RFC 8725 §3.4).
    private static func point(on curve: EllipticCurve, _ bytes: [UInt8]) throws(JOSEError) -> Primitive {
        switch curve {
        case .p256: if let key = try? P256.Signing.PublicKey(rawRepresentation: bytes) { return .p256(key) }
        case .p384: if let key = try? P384.Signing.PublicKey(rawRepresentation: bytes) { return .p384(key) }
        case .p521: if let key = try? P521.Signing.PublicKey(rawRepresentation: bytes) { return .p521(key) }
        }
        throw .unusableKey(.point)
    }

    /// Whether `signature` is this key's over `input`, by this key's algorithm. ECDSA signatures are R ‖ S of exactly
    /// twice the coordinate's length (RFC 7518 §3.4): the DER form, padding and truncation fail here.
    func isValid(_ signature: UnsafeBufferPointer<UInt8>, for input: UnsafeRawBufferPointer) -> Bool {
        switch primitive {
        case .rsa(let key):
            return isValidRSA(key, _RSA.Signing.RSASignature(rawRepresentation: Data(signature)), for: input)
        case .p256(let key):
            let signature = try? P256.Signing.ECDSASignature(rawRepresentation: UnsafeRawBufferPointer(signature))
            return signature.map { key.isValidSignature($0, for: SHA256.hash(bufferPointer: input)) } ?? false
        case .p384(let key):
            let signature = try? P384.Signing.ECDSASignature(rawRepresentation: UnsafeRawBufferPointer(signature))
            return signature.map { key.isValidSignature($0, for: SHA384.hash(bufferPointer: input)) } ?? false
        case .p521(let key):
            let signature = try? P521.Signing.ECDSASignature(rawRepresentation: UnsafeRawBufferPointer(signature))
            return signature.map { key.isValidSignature($0, for: SHA512.hash(bufferPointer: input)) } ?? false
        case .ed25519(let key):
            return key.isValidSignature(UnsafeRawBufferPointer(signature), for: input)
        }
    }

    private func isValidRSA(
        _ key: _RSA.Signing.PublicKey,
        _ signature: _RSA.Signing.RSASignature,
        for input: UnsafeRawBufferPointer
    ) -> Bool {
        switch algorithm {
        case .rs256:
            key.isValidSignature(signature, for: SHA256.hash(bufferPointer: input), padding: .insecurePKCS1v1_5)
        case .rs384:
            key.isValidSignature(signature, for: SHA384.hash(bufferPointer: input), padding: .insecurePKCS1v1_5)
        case .rs512:
            key.isValidSignature(signature, for: SHA512.hash(bufferPointer: input), padding: .insecurePKCS1v1_5)
        case .ps256: key.isValidSignature(signature, for: SHA256.hash(bufferPointer: input), padding: .PSS)
        case .ps384: key.isValidSignature(signature, for: SHA384.hash(bufferPointer: input), padding: .PSS)
        case .ps512: key.isValidSignature(signature, for: SHA512.hash(bufferPointer: input), padding: .PSS)
        case .es256, .es384, .es512, .ed25519: false
        }
    }
}

extension HashFunction {
    static func hash(bufferPointer: UnsafeRawBufferPointer) -> Digest {
        var hasher = Self()
        hasher.update(bufferPointer: bufferPointer)
        return hasher.finalize()
    }
}

import Crypto
import CryptoExtras
import FoundationEssentials
import JOSE

/// The public key of a passkey: a COSE key (RFC 9052 §7, RFC 9053) and the one algorithm it verifies.
struct PasskeyKey: Sendable {
    private enum Primitive: Sendable {
        case es256(P256.Signing.PublicKey)
        case ed25519(Curve25519.Signing.PublicKey)
        case rs256(_RSA.Signing.PublicKey)
    }

    /// The COSE algorithms that a page offers, the preferred first: EdDSA, ES256, RS256.
    static let algorithms = [-8, -7, -257]

    private let primitive: Primitive

    /// - Throws: `key` unless it is a complete key of an offered algorithm. The rules for moduli, exponents and curve
    ///   points are those for keys of other servers (`VerificationKey`).
    init(_ key: CBOR) throws(PasskeyFlaw) {
        let (kind, algorithm) = (key[1]?.integer, key[3]?.integer)
        switch (kind, algorithm, key[-1], key[-2]?.bytes) {
        case (2, -7, .unsigned(1), let x?):
            guard let y = key[-3]?.bytes, x.count == 32, y.count == 32,
                let point = try? P256.Signing.PublicKey(rawRepresentation: x + y)
            else { throw .key }
            primitive = .es256(point)
        // -19 is the name that RFC 9864 gives EdDSA with this curve.
        case (1, -8, .unsigned(6), let x?), (1, -19, .unsigned(6), let x?):
            guard x.count == 32, let point = try? Curve25519.Signing.PublicKey(rawRepresentation: x) else { throw .key }
            primitive = .ed25519(point)
        case (3, -257, .bytes(let modulus), let exponent?):
            let material = JWK.Material.rsa(modulus: modulus, exponent: exponent)
            guard (try? VerificationKey(JWK(material: material, id: nil, algorithm: .rs256))) != nil,
                let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent)
            else { throw .key }
            primitive = .rs256(key)
        default: throw .key
        }
    }

    /// WebAuthn §6.5.5: ECDSA signatures are in DER, the others as their own standards write them.
    func isValid(_ signature: [UInt8], for input: [UInt8]) -> Bool {
        switch primitive {
        case .es256(let key):
            guard let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: SHA256.hash(data: input))
        case .ed25519(let key): return key.isValidSignature(signature, for: input)
        case .rs256(let key):
            return key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: Data(signature)),
                for: SHA256.hash(data: input),
                padding: .insecurePKCS1v1_5
            )
        }
    }
}

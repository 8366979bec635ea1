import Crypto
import CryptoExtras
import FoundationEssentials

extension JWK.Material {
    /// The numbers of a SubjectPublicKeyInfo in PEM; nil when it is not one or of another kind.
    init?(publicPEM pem: String, kind: KeyKind) {
        switch kind {
        case .rsa:
            guard let key = try? _RSA.Signing.PublicKey(pemRepresentation: pem) else { return nil }
            self.init(key)
        case .ec(.p256):
            guard let key = try? P256.Signing.PublicKey(pemRepresentation: pem) else { return nil }
            self.init(.p256, point: key.rawRepresentation)
        case .ec(.p384):
            guard let key = try? P384.Signing.PublicKey(pemRepresentation: pem) else { return nil }
            self.init(.p384, point: key.rawRepresentation)
        case .ec(.p521):
            guard let key = try? P521.Signing.PublicKey(pemRepresentation: pem) else { return nil }
            self.init(.p521, point: key.rawRepresentation)
        case .ed25519:
            guard let key = try? Curve25519.Signing.PublicKey(pemRepresentation: pem) else { return nil }
            self = .ed25519(Array(key.rawRepresentation))
        }
    }

    init?(_ key: _RSA.Signing.PublicKey) {
        guard let numbers = try? key.getKeyPrimitives() else { return nil }
        self = .rsa(
            modulus: Array(numbers.modulus.drop { $0 == 0 }),
            exponent: Array(numbers.publicExponent.drop { $0 == 0 })
        )
    }

    /// From x ‖ y.
    init(_ curve: EllipticCurve, point: Data) {
        self = .ec(curve, x: Array(point.prefix(point.count / 2)), y: Array(point.suffix(point.count / 2)))
    }
}

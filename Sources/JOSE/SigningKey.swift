package import Base
import Crypto
import CryptoExtras
import FoundationEssentials

/// A private key, the one algorithm it signs with, and its public half.
package final class SigningKey: Sendable {
    /// `kid`: the RFC 7638 thumbprint unless the caller chose another.
    package let id: String
    package let algorithm: Algorithm
    /// The public half, for `jwks_uri`.
    package let verificationKey: VerificationKey
    private let primitive: Primitive

    fileprivate enum Primitive: Sendable {
        case rsa(_RSA.Signing.PrivateKey)
        case p256(P256.Signing.PrivateKey)
        case p384(P384.Signing.PrivateKey)
        case p521(P521.Signing.PrivateKey)
        case ed25519(Curve25519.Signing.PrivateKey)
    }

    private init(_ primitive: Primitive, algorithm: Algorithm, id: String?) throws(JOSEError) {
        guard let material = primitive.publicMaterial else { throw .unusableKey(.members) }
        self.id = id ?? JWK(material: material, id: nil, algorithm: nil).thumbprint
        self.algorithm = algorithm
        self.primitive = primitive
        // Our own keys must follow the rules for other keys: verifiers refuse keys that break them.
        verificationKey = try VerificationKey(JWK(material: material, id: self.id, algorithm: algorithm))
    }

    /// A new key from the operating system's randomness; RSA keys have 2048 bits.
    package static func generate(_ algorithm: Algorithm, id: String? = nil) throws(JOSEError) -> SigningKey {
        let primitive: Primitive
        switch algorithm.keyKind {
        case .rsa:
            guard let key = try? _RSA.Signing.PrivateKey(keySize: .bits2048) else { throw .signingFailed }
            primitive = .rsa(key)
        case .ec(.p256): primitive = .p256(P256.Signing.PrivateKey())
        case .ec(.p384): primitive = .p384(P384.Signing.PrivateKey())
        case .ec(.p521): primitive = .p521(P521.Signing.PrivateKey())
        case .ed25519: primitive = .ed25519(Curve25519.Signing.PrivateKey())
        }
        return try SigningKey(primitive, algorithm: algorithm, id: id)
    }

    /// From an unencrypted PKCS#8 key (`BEGIN PRIVATE KEY`, RFC 5958) of the kind `algorithm` needs.
    package convenience init(pem: Secret, algorithm: Algorithm, id: String? = nil) throws(JOSEError) {
        guard let primitive = Primitive(pkcs8PEM: pem.reveal(), kind: algorithm.keyKind) else {
            throw .unusableKey(.notAKey)
        }
        try self.init(primitive, algorithm: algorithm, id: id)
    }

    /// The private key as PKCS#8 PEM. Store it encrypted.
    package var pem: Secret {
        switch primitive {
        case .rsa(let key): Secret(key.pkcs8PEMRepresentation)
        case .p256(let key): Secret(key.pemRepresentation)
        case .p384(let key): Secret(key.pemRepresentation)
        case .p521(let key): Secret(key.pemRepresentation)
        case .ed25519(let key): Secret(key.pemRepresentation)
        }
    }

    /// The public half, to be published.
    package var publicJWK: JWK { verificationKey.jwk }

    /// The raw signature over `input` as JWS carries it: R ‖ S for ECDSA (RFC 7518 §3.4).
    package func signature(for input: [UInt8]) throws(JOSEError) -> [UInt8] {
        do {
            switch primitive {
            case .rsa(let key): return try rsaSignature(key, for: input)
            case .p256(let key): return Array(try key.signature(for: SHA256.hash(data: input)).rawRepresentation)
            case .p384(let key): return Array(try key.signature(for: SHA384.hash(data: input)).rawRepresentation)
            case .p521(let key): return Array(try key.signature(for: SHA512.hash(data: input)).rawRepresentation)
            case .ed25519(let key): return Array(try key.signature(for: input))
            }
        } catch {
            throw .signingFailed
        }
    }

    private func rsaSignature(_ key: _RSA.Signing.PrivateKey, for input: [UInt8]) throws -> [UInt8] {
        let signature =
            switch algorithm {
            case .rs256: try key.signature(for: SHA256.hash(data: input), padding: .insecurePKCS1v1_5)
            case .rs384: try key.signature(for: SHA384.hash(data: input), padding: .insecurePKCS1v1_5)
            case .rs512: try key.signature(for: SHA512.hash(data: input), padding: .insecurePKCS1v1_5)
            case .ps256: try key.signature(for: SHA256.hash(data: input), padding: .PSS)
            case .ps384: try key.signature(for: SHA384.hash(data: input), padding: .PSS)
            case .ps512: try key.signature(for: SHA512.hash(data: input), padding: .PSS)
            case .es256, .es384, .es512, .ed25519: throw JOSEError.signingFailed
            }
        return Array(signature.rawRepresentation)
    }
}

extension SigningKey.Primitive {
    fileprivate init?(pkcs8PEM pem: String, kind: KeyKind) {
        guard pem.contains("-----BEGIN PRIVATE KEY-----") else { return nil }
        switch kind {
        case .rsa:
            guard let key = try? _RSA.Signing.PrivateKey(pemRepresentation: pem) else { return nil }
            self = .rsa(key)
        case .ec(.p256):
            guard let key = try? P256.Signing.PrivateKey(pemRepresentation: pem) else { return nil }
            self = .p256(key)
        case .ec(.p384):
            guard let key = try? P384.Signing.PrivateKey(pemRepresentation: pem) else { return nil }
            self = .p384(key)
        case .ec(.p521):
            guard let key = try? P521.Signing.PrivateKey(pemRepresentation: pem) else { return nil }
            self = .p521(key)
        case .ed25519:
            guard let key = try? Curve25519.Signing.PrivateKey(pemRepresentation: pem) else { return nil }
            self = .ed25519(key)
        }
    }

    fileprivate var publicMaterial: JWK.Material? {
        switch self {
        case .rsa(let key): JWK.Material(key.publicKey)
        case .p256(let key): JWK.Material(.p256, point: key.publicKey.rawRepresentation)
        case .p384(let key): JWK.Material(.p384, point: key.publicKey.rawRepresentation)
        case .p521(let key): JWK.Material(.p521, point: key.publicKey.rawRepresentation)
        case .ed25519(let key): .ed25519(Array(key.publicKey.rawRepresentation))
        }
    }
}

extension SigningKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "‹redacted›" }
    package var debugDescription: String { "‹redacted›" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

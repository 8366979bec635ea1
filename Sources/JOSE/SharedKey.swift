package import Base
import Crypto
import FoundationEssentials

/// A secret shared by signer and verifier (RFC 7518 §3.2), for closed deployments that ask for it.
///
/// It is a type of its own: no JWK set yields one and no `JWSVerifier.verify(_:keys:)` takes one, so an attacker who knows
/// a public key cannot have it used as a MAC secret (RFC 8725 §2.1).
package struct SharedKey: Sendable {
    package enum Algorithm: String, Sendable, Hashable, CaseIterable {
        case hs256 = "HS256"
        case hs384 = "HS384"
        case hs512 = "HS512"

        /// A secret is at least as long as the digest (RFC 7518 §3.2).
        package var minimumBytes: Int {
            switch self {
            case .hs256: 32
            case .hs384: 48
            case .hs512: 64
            }
        }
    }

    /// When both this and the header's `kid` are present, they must be equal.
    package let id: String?
    package let algorithm: Algorithm
    private let secret: SymmetricKey

    /// Throws `unusableKey(.size)` for a secret shorter than the digest.
    package init(bytes: [UInt8], algorithm: Algorithm = .hs256, id: String? = nil) throws(JOSEError) {
        guard bytes.count >= algorithm.minimumBytes else { throw .unusableKey(.size) }
        self.id = id
        self.algorithm = algorithm
        self.secret = SymmetricKey(data: bytes)
    }

    /// From text, by its UTF-8 bytes, as OpenID Connect Core §10.1 uses a client secret.
    package init(_ secret: Secret, algorithm: Algorithm = .hs256, id: String? = nil) throws(JOSEError) {
        try self.init(bytes: Array(secret.reveal().utf8), algorithm: algorithm, id: id)
    }

    /// Constant time in the comparison.
    func isValid(_ code: UnsafeBufferPointer<UInt8>, for input: UnsafeRawBufferPointer) -> Bool {
        switch algorithm {
        case .hs256: HMAC<SHA256>.isValidAuthenticationCode(UnsafeRawBufferPointer(code), authenticating: input, using: secret)
        case .hs384: HMAC<SHA384>.isValidAuthenticationCode(UnsafeRawBufferPointer(code), authenticating: input, using: secret)
        case .hs512: HMAC<SHA512>.isValidAuthenticationCode(UnsafeRawBufferPointer(code), authenticating: input, using: secret)
        }
    }

    func code(for input: [UInt8]) -> [UInt8] {
        switch algorithm {
        case .hs256: Array(HMAC<SHA256>.authenticationCode(for: input, using: secret))
        case .hs384: Array(HMAC<SHA384>.authenticationCode(for: input, using: secret))
        case .hs512: Array(HMAC<SHA512>.authenticationCode(for: input, using: secret))
        }
    }
}

extension SharedKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "‹redacted›" }
    package var debugDescription: String { "‹redacted›" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

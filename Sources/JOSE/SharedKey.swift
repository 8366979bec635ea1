package import Base
import Crypto
import FoundationEssentials

/// A secret shared by signer and verifier (RFC 7518 §3.2), for closed deployments that ask for it.
///
/// It has its own type: no JWK set yields one and no `JWSVerifier.verify(_:keys:)` takes one, so an attacker who
/// knows a public key cannot have it used as a MAC secret (RFC 8725 §2.1).
package struct SharedKey: Sendable {
    /// The `alg` of its signatures (RFC 7518 §3.1).
    package static let algorithmName = "HS256"
    /// A secret is at least as long as the digest (RFC 7518 §3.2).
    package static let minimumBytes = 32

    /// When both this and the header's `kid` are present, they must be equal.
    package let id: String?
    private let secret: SymmetricKey

    /// Throws `unusableKey(.size)` for a secret shorter than the digest.
    package init(bytes: [UInt8], id: String? = nil) throws(JOSEError) {
        guard bytes.count >= Self.minimumBytes else { throw .unusableKey(.size) }
        self.id = id
        self.secret = SymmetricKey(data: bytes)
    }

    /// From text, by its UTF-8 bytes, as OpenID Connect Core §10.1 uses a client secret.
    package init(_ secret: Secret, id: String? = nil) throws(JOSEError) {
        try self.init(bytes: Array(secret.reveal().utf8), id: id)
    }

    /// Constant time in the comparison.
    func isValid(_ code: UnsafeBufferPointer<UInt8>, for input: UnsafeRawBufferPointer) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(UnsafeRawBufferPointer(code), authenticating: input, using: secret)
    }

    func code(for input: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: input, using: secret))
    }
}

extension SharedKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "‹redacted›" }
    package var debugDescription: String { "‹redacted›" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

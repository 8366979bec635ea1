package import Base
package import Identity
import JOSE

/// Signs receipts with the key that signs tokens, so that anyone can check them with the published keys. Their `typ`
/// is of their own: a receipt is never accepted as a token.
package struct ReceiptSigner: Sendable {
    /// `typ` of the header (RFC 8725 §3.11).
    package static let type = "receipt+jwt"

    private let keys: KeyRing
    private let issuer: String

    /// - Parameter issuer: `iss` of the receipts.
    package init(keys: KeyRing, issuer: String) {
        self.keys = keys
        self.issuer = issuer
    }

    /// A JWS in compact form (RFC 7515 §7.1).
    /// - Parameters:
    ///   - facts: the claims besides `iss`, `jti`, `sub` and `iat`.
    ///   - id: `jti`, the number of the receipt.
    ///   - user: `sub`, whom it is about.
    /// - Returns: nil when the server signs with a secret, which only the server could check.
    package func sign(
        _ facts: [String: JSONValue],
        id: String,
        user: ID<User>,
        at now: Timestamp
    ) async throws -> String? {
        guard let signer = try await keys.latest(at: now).receipts else { return nil }
        let own: [String: JSONValue] = [
            "iss": .string(issuer), "jti": .string(id), "sub": .string(user.rawValue),
            "iat": .integer(now.seconds),
        ]
        return try signer.sign(facts.merging(own) { $1 })
    }
}

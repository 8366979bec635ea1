package import JOSE

/// The algorithms that may sign our tokens (`oauth.algorithm`), by JWA name (RFC 7518 §3.1, RFC 8037 §3.1).
package enum TokenAlgorithm: String, Sendable, Hashable, CaseIterable {
    case rs256 = "RS256"
    case es256 = "ES256"
    case ed25519 = "EdDSA"
    case ps256 = "PS256"
    /// A secret shared with all verifiers, who can therefore sign too; for closed deployments that ask for it.
    case hs256 = "HS256"

    /// Nil for HS256, which has no public key.
    package var signature: Algorithm? {
        switch self {
        case .rs256: .rs256
        case .es256: .es256
        case .ed25519: .ed25519
        case .ps256: .ps256
        case .hs256: nil
        }
    }
}

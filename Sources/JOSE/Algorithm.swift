/// The signature algorithms of this server, all of them asymmetric (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2).
///
/// `none` has no case, and MACs are separate in `SharedKey`, so a token's header can select neither.
package enum Algorithm: String, Sendable, Hashable, CaseIterable {
    case rs256 = "RS256"
    case rs384 = "RS384"
    case rs512 = "RS512"
    case ps256 = "PS256"
    case ps384 = "PS384"
    case ps512 = "PS512"
    case es256 = "ES256"
    case es384 = "ES384"
    case es512 = "ES512"
    /// Written `EdDSA`, the name every verifier knows; read also as `Ed25519` (RFC 9864), the same key and signature.
    case ed25519 = "EdDSA"

    /// From a header's or a key's `alg`; nil for anything unknown. Names are case-sensitive (RFC 7515 §4.1.1).
    package init?(name: String) {
        if name == "Ed25519" {
            self = .ed25519
        } else {
            self.init(rawValue: name)
        }
    }

    /// The `alg` that the server writes.
    package var name: String { rawValue }

    /// The kind of key it needs.
    package var keyKind: KeyKind {
        switch self {
        case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512: .rsa
        case .es256: .ec(.p256)
        case .es384: .ec(.p384)
        case .es512: .ec(.p521)
        case .ed25519: .ed25519
        }
    }
}

/// The kinds of signature keys.
package enum KeyKind: Sendable, Hashable {
    case rsa
    case ec(EllipticCurve)
    case ed25519
}

/// The curves of ECDSA (RFC 7518 §6.2.1.1).
package enum EllipticCurve: String, Sendable, Hashable, CaseIterable {
    case p256 = "P-256"
    case p384 = "P-384"
    case p521 = "P-521"

    /// The length of a coordinate in bytes (RFC 7518 §6.2.1.2).
    var coordinateBytes: Int {
        switch self {
        case .p256: 32
        case .p384: 48
        case .p521: 66
        }
    }

    /// The one algorithm a key on this curve signs with (RFC 7518 §3.4).
    package var algorithm: Algorithm {
        switch self {
        case .p256: .es256
        case .p384: .es384
        case .p521: .es512
        }
    }
}

package import Base
import JOSE

/// The sentences that clients of other memory servers know, and what each is said for. They tell nothing of the
/// configuration.
package enum TokenRefusal: String, CaseIterable {
    case header = "Invalid token header"
    case key = "Unknown signing key"
    case expired = "Token has expired"
    case notYetValid = "Token not yet valid"
    case audience = "Invalid audience"
    case issuer = "Invalid issuer"
    case claims = "Invalid token claims"
    case idToken = "ID tokens are not accepted"
    case other = "Invalid token"

    /// The first in order of what is wrong with the claims. Audience and issuer both wrong, or anything missing, is one
    /// sentence: such a token is somebody else's altogether.
    init?(_ problems: [TokenProblem]) {
        let failed = Set(problems.map(\.check))
        let placed = failed.intersection([.audience, .issuer, .required])
        let order: [(TokenCheck, TokenRefusal)] = [
            (.kind, .idToken), (.claims, .claims), (.expiry, .expired), (.start, .notYetValid),
            (.audience, placed.count > 1 ? .claims : .audience), (.issuer, placed.count > 1 ? .claims : .issuer),
            (.required, .claims),
            (.binding, .other),
        ]
        guard let first = order.first(where: { failed.contains($0.0) }) else { return nil }
        self = first.1
    }

    /// For a token that could not be read or whose signature does not stand.
    init(_ error: JOSEError) {
        self =
            switch error {
            case .unknownKey, .missingKeyID, .keyNotForAlgorithm, .badSignature, .unusableKey, .signingFailed: .key
            case .malformed(.payload, .json), .malformed(.payload, .notAnObject), .malformed(.payload, .member),
                .badClaim:
                .claims
            case .tooLarge, .malformed, .algorithmNotAllowed, .criticalNotUnderstood, .payloadEncodingNotAllowed,
                .keyInHeader,
                .typeNotAllowed:
                .header
            }
    }

    /// Age alone has a code of its own: the limits on wrong tokens and clients act on it.
    var code: FaultCode { self == .expired ? .tokenExpired : .invalidToken }

    package func fault(cause: (any Error)? = nil) -> Fault {
        Fault(code, rawValue, hints: .init(advice: advice), cause: cause)
    }

    /// What usually is the matter, where providers differ; in general terms, since the caller may be anybody.
    private var advice: String? {
        switch self {
        case .header:
            "Expected: a signed JWT access token. Some providers give out opaque or encrypted ones unless the request names an audience."
        case .key: "The token is not signed with a key this server knows of its issuer."
        case .expired, .other: nil
        case .notYetValid: "The clocks of the issuer and of this server may differ."
        case .audience: "Request the token for this server's audience."
        case .issuer: "The issuer must be equal to the configured one to the letter, trailing slash included."
        case .claims: "Compare the token with the configuration: agent-memory token explain."
        case .idToken: "Send the access_token of the provider's answer, not its id_token or refresh_token."
        }
    }
}

package import Base
import JOSE

/// The sentences that clients of other memory servers know. They reveal nothing about the configuration.
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

    /// The sentence for a token that could not be parsed or whose signature is not valid.
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

    /// Expiry has its own code, because clients and the limit on wrong tokens act on it.
    var code: FaultCode { self == .expired ? .tokenExpired : .invalidToken }

    package func fault(cause: (any Error)? = nil) -> Fault {
        Fault(code, rawValue, hints: .init(advice: advice), cause: cause)
    }

    /// Advice about the usual cause where providers differ. In general terms, because the caller can be anyone.
    private var advice: String? {
        switch self {
        case .header:
            "Expected: a signed JWT access token. Some providers issue opaque or encrypted tokens unless the request names an audience."
        case .key: "The token is not signed with any of the issuer's keys known to this server."
        case .expired, .other: nil
        case .notYetValid: "The clocks of the issuer and of this server may differ."
        case .audience: "Request the token for this server's audience."
        case .issuer: "The issuer must be exactly equal to the configured one, including the trailing slash."
        case .claims: "Compare the token with the configuration: agent-memory token explain."
        case .idToken: "Send the access_token of the provider's response, not its id_token or refresh_token."
        }
    }
}

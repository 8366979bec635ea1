import JOSE

/// Explains to the operator why a token cannot be parsed, or why its signature is not valid.
extension TokenProblem {
    init(_ error: JOSEError, header: JWSHeader, _ trust: IssuerTrust, _ keys: JWKSet) {
        self.init(
            check: Self.check(failedBy: error),
            finding: "\(error)",
            remedy: Self.remedy(for: error, header, trust, keys)
        )
    }

    private static func check(failedBy error: JOSEError) -> TokenCheck {
        switch error {
        case .badSignature, .malformed(.signature, _): .signature
        case .unknownKey, .missingKeyID, .keyNotForAlgorithm, .unusableKey, .signingFailed: .key
        case .tooLarge, .malformed, .algorithmNotAllowed, .criticalNotUnderstood, .payloadEncodingNotAllowed,
            .keyInHeader,
            .typeNotAllowed, .badClaim:
            .header
        }
    }

    private static func remedy(for error: JOSEError, _ header: JWSHeader, _ trust: IssuerTrust, _ keys: JWKSet)
        -> String
    {
        switch error {
        case .algorithmNotAllowed where header.algorithmName.hasPrefix("HS"):
            "The issuer signs with a shared secret. Choose a signing key there (Authentik: Provider, Signing Key)."
        case .algorithmNotAllowed:
            "Add it to auth.issuer.\(trust.name).algorithms (now \(trust.algorithms.map(\.name).sorted().joined(separator: ", "))), "
                + "or configure the issuer to sign with one of these."
        case .typeNotAllowed:
            "Its typ is “\(header.type ?? "")”. If these are access tokens, add it to auth.issuer.\(trust.name).types."
        case .unknownKey, .missingKeyID, .keyNotForAlgorithm:
            keyRemedy(header, trust, keys)
        case .badSignature, .malformed(.signature, _):
            "The token was changed, or signed by someone else with a key id of this issuer."
        case .tooLarge, .malformed, .criticalNotUnderstood, .payloadEncodingNotAllowed, .keyInHeader, .unusableKey,
            .signingFailed,
            .badClaim:
            "Configure the issuer to create signed JWT access tokens (RFC 9068)."
        }
    }

    private static func keyRemedy(_ header: JWSHeader, _ trust: IssuerTrust, _ keys: JWKSet) -> String {
        let ids = keys.keys.map { "“\($0.id ?? "without kid")” (\($0.algorithm.name))" }.joined(separator: ", ")
        let sentence =
            "The token names “\(header.keyID ?? "none")” for \(header.algorithmName); the issuer publishes \(ids)."
        let assumed = keys.keys.first { $0.isAlgorithmAssumed && (header.keyID == nil || $0.id == header.keyID) }
        guard let assumed, header.algorithm?.keyKind == .rsa else { return sentence }
        return sentence
            + " That key has no alg, so the server uses it with the first of auth.issuer.\(trust.name).algorithms, "
            + "\(assumed.algorithm.name). Let the issuer publish the key's alg, or leave \(header.algorithmName) there as the only one for RSA."
    }
}

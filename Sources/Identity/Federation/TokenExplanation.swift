package import Base
package import JOSE

/// What every configured issuer makes of a token: which checks pass, which fail, and what to change. For `token explain`, which
/// the operator runs; it shows claims and settings that no answer of the server ever does. Pure.
package struct TokenExplanation: Sendable {
    /// What came of one check.
    package enum Outcome: Sendable, Hashable {
        case passed
        case failed(finding: String, remedy: String)
        /// An earlier failure makes it meaningless.
        case notReached
    }

    /// One issuer's view.
    package struct Judgement: Sendable {
        package let issuer: IssuerTrust
        /// Every check, in order.
        package let outcomes: [(check: TokenCheck, outcome: Outcome)]
        /// The sentence the server would answer with; nil when it would accept the token.
        package let sentence: String?
    }

    /// Nil when the text is no JWT at all; `remark` then says what it may be.
    package let header: [String: JSONValue]?
    package let claims: [String: JSONValue]?
    /// About the token as such.
    package let remark: String?
    /// The issuer the token names first, then the others in the order configured.
    package let judgements: [Judgement]

    /// - Parameter issuers: each with its keys as they are now; nil where they could not be fetched.
    package init(of token: String, issuers: [(trust: IssuerTrust, keys: JWKSet?)], at now: Timestamp) {
        let jws: JWS
        do throws(JOSEError) { jws = try JWS(compact: token) } catch {
            (header, claims, judgements) = (nil, nil, [])
            remark = Self.remark(on: token, error)
            return
        }
        header = jws.header.parameters
        do throws(JOSEError) {
            let unverified = try UnverifiedClaims(jws)
            claims = unverified.values
            remark = Self.remark(on: jws.header)
            let named = issuers.filter { trust, _ in unverified.claimedIssuer.map(trust.issuers.contains) ?? false }
            let others = issuers.filter { trust, _ in !(unverified.claimedIssuer.map(trust.issuers.contains) ?? false) }
            judgements = (named + others).map { Self.judge(unverified, $0, $1, at: now) }
        } catch {
            (claims, judgements) = (nil, [])
            remark = "It is not a token this server can read: \(error)."
        }
    }

    private static func judge(_ token: UnverifiedClaims, _ trust: IssuerTrust, _ keys: JWKSet?, at now: Timestamp) -> Judgement {
        var failures: [TokenCheck: (finding: String, remedy: String)] = [:]
        var sentence: TokenRefusal?
        do throws(JOSEError) {
            _ = try JWSVerifier(algorithms: trust.algorithms, types: trust.types).verify(token, keys: keys ?? .empty)
        } catch {
            let check = check(failedBy: error)
            failures[check] = ("\(error)", remedy(for: error, token.header, trust, keys))
            sentence = TokenRefusal(error)
        }
        let signed = failures.keys.first
        let problems = trust.problems(headerType: token.header.type, ClaimReader(values: token.values), at: now)
        for problem in problems where failures[problem.check] == nil { failures[problem.check] = (problem.finding, problem.remedy) }
        let outcomes = TokenCheck.allCases.map { check -> (check: TokenCheck, outcome: Outcome) in
            if let failure = failures[check] { return (check, .failed(finding: failure.finding, remedy: failure.remedy)) }
            if let signed, [.header, .key, .signature].contains(check), order(check) > order(signed) { return (check, .notReached) }
            return (check, .passed)
        }
        if keys == nil, sentence == .key {
            return Judgement(issuer: trust, outcomes: outcomes, sentence: JWKSKeyCache.unavailable(cause: nil).detail)
        }
        return Judgement(issuer: trust, outcomes: outcomes, sentence: (sentence ?? TokenRefusal(problems))?.rawValue)
    }

    private static func order(_ check: TokenCheck) -> Int { TokenCheck.allCases.firstIndex(of: check) ?? 0 }

    private static func check(failedBy error: JOSEError) -> TokenCheck {
        switch error {
        case .badSignature, .malformed(.signature, _): .signature
        case .unknownKey, .missingKeyID, .keyNotForAlgorithm, .unusableKey, .signingFailed: .key
        case .tooLarge, .malformed, .algorithmNotAllowed, .criticalNotUnderstood, .payloadEncodingNotAllowed, .keyInHeader,
            .typeNotAllowed, .badClaim:
            .header
        }
    }

    private static func remedy(for error: JOSEError, _ header: JWSHeader, _ trust: IssuerTrust, _ keys: JWKSet?) -> String {
        switch error {
        case .algorithmNotAllowed where header.algorithmName.hasPrefix("HS"):
            "The issuer signs with a shared secret. Choose a signing key there (Authentik: Provider, Signing Key)."
        case .algorithmNotAllowed:
            "Add it to auth.issuer.\(trust.name).algorithms (now \(trust.algorithms.map(\.name).sorted().joined(separator: ", "))), "
                + "or have the issuer sign with one of these."
        case .typeNotAllowed:
            "Its typ is “\(header.type ?? "")”. If these are access tokens, add it to auth.issuer.\(trust.name).types."
        case .unknownKey, .missingKeyID, .keyNotForAlgorithm:
            keyRemedy(header, keys)
        case .badSignature, .malformed(.signature, _):
            "The token was changed, or signed by somebody else under a key id of this issuer's."
        case .tooLarge, .malformed, .criticalNotUnderstood, .payloadEncodingNotAllowed, .keyInHeader, .unusableKey, .signingFailed,
            .badClaim:
            "Have the issuer make plain signed access tokens (RFC 9068)."
        }
    }

    private static func keyRemedy(_ header: JWSHeader, _ keys: JWKSet?) -> String {
        guard let keys else {
            return "The issuer's keys could not be fetched: see that its discovery document and jwks_uri can be reached."
        }
        guard !keys.keys.isEmpty else {
            let skipped = keys.skipped.map { "key \($0.index): \($0.reason)" }.joined(separator: "; ")
            return "The issuer publishes no key this server can use\(skipped.isEmpty ? "" : " (\(skipped))")."
        }
        let ids = keys.keys.map { "“\($0.id ?? "without kid")” (\($0.algorithm.name))" }.joined(separator: ", ")
        return "The token names “\(header.keyID ?? "none")” for \(header.algorithmName); the issuer publishes \(ids)."
    }

    private static func remark(on token: String, _ error: JOSEError) -> String {
        if token.hasPrefix(APITokenSecret.prefix) { return "It is an API token of this server's: see agent-memory token show." }
        return switch token.split(separator: ".", omittingEmptySubsequences: false).count {
        case 5:
            "It is an encrypted token (JWE), which only the issuer can read. Auth0 gives these out unless the request names an audience; "
                + "Authentik, when an encryption key is chosen."
        case 1: "It is an opaque token, which only the issuer can read. Have the client request one for an audience, as a JWT."
        default: "It is not a token this server can read: \(error)."
        }
    }

    private static func remark(on header: JWSHeader) -> String? {
        // Microsoft's own APIs alone can verify these (a nonce in the header, hashed before signing).
        header.parameters["nonce"] == nil
            ? nil : "It is a token for Microsoft Graph. Request one for a scope of your own API (api://…)."
    }
}

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

    /// An issuer to ask.
    package struct Issuer: Sendable {
        package let trust: IssuerTrust
        /// As they are now, or why they cannot be had.
        package let keys: Result<JWKSet, any Error>
        /// Those of its services that do not exist.
        package let missingWorkspaces: Set<String>

        package init(_ trust: IssuerTrust, keys: Result<JWKSet, any Error>, missingWorkspaces: Set<String> = []) {
            self.trust = trust
            self.keys = keys
            self.missingWorkspaces = missingWorkspaces
        }
    }

    /// One issuer's view.
    package struct Judgement: Sendable {
        package let issuer: IssuerTrust
        /// Every check, in order.
        package let outcomes: [(check: TokenCheck, outcome: Outcome)]
        /// Whom it stands for, were it accepted.
        package let bearer: TokenBearer?
        /// What the server would answer with; nil when it would accept the token.
        package let refusal: Fault?
    }

    /// Nil when the text is no JWT at all; `remark` then says what it may be.
    package let header: [String: JSONValue]?
    package let claims: [String: JSONValue]?
    /// About the token as such.
    package let remark: String?
    /// The issuer the token names first, then the others in the order configured; none for a token of this server's own.
    package let judgements: [Judgement]

    /// - Parameters:
    ///   - pasted: the token, perhaps with the header it came in, or wrapped.
    ///   - ownIssuer: what tokens of this server itself carry in `iss`.
    package init(of pasted: String, issuers: [Issuer], ownIssuer: String? = nil, at now: Timestamp) {
        let token = Self.token(in: pasted)
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
            if let ownIssuer, unverified.claimedIssuer == ownIssuer {
                remark = Self.remark(onTokenOf: ownIssuer)
                judgements = []
                return
            }
            remark = Self.remark(on: jws.header)
            func isNamed(_ issuer: Issuer) -> Bool { unverified.claimedIssuer.map(issuer.trust.issuers.contains) ?? false }
            judgements = (issuers.filter(isNamed) + issuers.filter { !isNamed($0) }).map { Self.judge(unverified, $0, at: now) }
        } catch {
            (claims, judgements) = (nil, [])
            remark = "It is not a token this server can read: \(error)."
        }
    }

    /// Without what is pasted along: white space, and `Authorization: Bearer`.
    private static func token(in pasted: String) -> String {
        pasted.split(whereSeparator: \.isWhitespace).drop { ["authorization:", "bearer"].contains($0.lowercased()) }.joined()
    }

    private static func judge(_ token: UnverifiedClaims, _ issuer: Issuer, at now: Timestamp) -> Judgement {
        let trust = issuer.trust
        var failures: [TokenCheck: (finding: String, remedy: String)] = [:]
        var refusal: Fault?
        var keys = JWKSet.empty
        do { keys = try issuer.keys.get() } catch {
            failures[.key] = ("the issuer's keys cannot be had: \(error)", "See that they can be fetched: agent-memory doctor.")
            refusal = JWKSKeyCache.unavailable(cause: error)
        }
        do throws(JOSEError) {
            _ = try JWSVerifier(algorithms: trust.algorithms, types: trust.types).verify(token, keys: keys)
        } catch {
            let check = check(failedBy: error)
            if failures[check] == nil { failures[check] = ("\(error)", remedy(for: error, token.header, trust, keys)) }
            refusal = refusal ?? TokenRefusal(error).fault(cause: error)
        }
        let signed = failures.keys.min { order($0) < order($1) }
        let claims = ClaimReader(values: token.values)
        let problems = trust.problems(headerType: token.header.type, claims, at: now)
        for problem in problems where failures[problem.check] == nil { failures[problem.check] = (problem.finding, problem.remedy) }
        refusal = refusal ?? TokenRefusal(problems)?.fault()
        var bearer: TokenBearer?
        do {
            bearer = try trust.bearer(claims)
            for (check, fault, remedy) in denials(of: bearer, issuer) {
                failures[check] = (fault.detail, remedy)
                refusal = refusal ?? fault
            }
        } catch let fault as Fault where fault.code == .accessDenied {
            failures[.person] = (fault.detail, fault.hints.advice ?? "See who is admitted: auth.issuer.\(trust.name).")
            refusal = refusal ?? fault
        } catch {}
        let outcomes = TokenCheck.allCases.map { check -> (check: TokenCheck, outcome: Outcome) in
            if let failure = failures[check] { return (check, .failed(finding: failure.finding, remedy: failure.remedy)) }
            if let signed, [.header, .key, .signature].contains(check), order(check) > order(signed) { return (check, .notReached) }
            if bearer == nil, [.person, .rights].contains(check) { return (check, .notReached) }
            return (check, .passed)
        }
        return Judgement(issuer: trust, outcomes: outcomes, bearer: bearer, refusal: refusal)
    }

    /// What a good token is refused for all the same.
    private static func denials(of bearer: TokenBearer?, _ issuer: Issuer) -> [(check: TokenCheck, fault: Fault, remedy: String)] {
        guard let bearer else { return [] }
        let name = issuer.trust.name
        var denials: [(check: TokenCheck, fault: Fault, remedy: String)] = []
        if case .service(let workspace) = bearer.kind, issuer.missingWorkspaces.contains(workspace) {
            let remedy = "Make it (agent-memory workspace add \(workspace)), or correct auth.issuer.\(name).services."
            denials.append((.person, IssuerVerifier.workspaceMissing, remedy))
        }
        if bearer.scopes.isEmpty {
            denials.append((.rights, AccessPolicy.insufficientScope(for: .read), issuer.trust.remedyForNoRights))
        }
        return denials
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

    private static func remedy(for error: JOSEError, _ header: JWSHeader, _ trust: IssuerTrust, _ keys: JWKSet) -> String {
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

    private static func keyRemedy(_ header: JWSHeader, _ keys: JWKSet) -> String {
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

    private static func remark(onTokenOf ownIssuer: String) -> String {
        "It is a token of this server's own (\(ownIssuer)), which no identity provider judges. Whether it is good, introspection says: "
            + "POST it as token to \(ownIssuer)/oauth/introspect, as a client made with agent-memory client add."
    }

    private static func remark(on header: JWSHeader) -> String? {
        // Microsoft's own APIs alone can verify these (a nonce in the header, hashed before signing).
        header.parameters["nonce"] == nil
            ? nil : "It is a token for Microsoft Graph. Request one for a scope of your own API (api://…)."
    }
}

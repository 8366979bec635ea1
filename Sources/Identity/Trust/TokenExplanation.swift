package import Base
package import JOSE

/// What every configured issuer makes of a token: which checks pass, which fail, and what to change. For `token
/// explain`, which the operator runs; it shows claims and settings that no answer of the server ever does.
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

        package init(_ trust: IssuerTrust, keys: Result<JWKSet, any Error>) {
            self.trust = trust
            self.keys = keys
        }
    }

    /// One issuer's view.
    package struct Judgement: Sendable {
        package let issuer: IssuerTrust
        /// Every check, in order.
        package let outcomes: [(check: TokenCheck, outcome: Outcome)]
        /// Whom it stands for, were it accepted.
        package let bearer: TokenBearer?
        /// What the server would answer with if it asked this issuer; nil when it would accept the token.
        package let refusal: Fault?
        /// Whether it does: a token names its issuer, and no other is asked.
        package let isAsked: Bool
        /// The issuer's keys were not to be had here and now; a server that is running may have them.
        package let lacksKeys: Bool
    }

    /// Nil when the text is no JWT at all; `remark` then says what it may be.
    package let header: [String: JSONValue]?
    package let claims: [String: JSONValue]?
    /// About the token as such.
    package let remark: String?
    /// The issuer the token names first, then the others in the order configured; none for a token of this server's
    /// own.
    package let judgements: [Judgement]
    /// What the server answers when it asks nobody; nil when it asks, or there is nothing to ask about.
    package let unasked: Fault?

    /// Whether the server takes it, as far as can be told here.
    package var isAccepted: Bool { judgements.contains { $0.isAsked && $0.refusal == nil } }

    /// - Parameters:
    ///   - pasted: the token, perhaps with the header it came in, in quotes or wrapped, or the token endpoint's answer.
    ///   - stores: asked whether those it stands for are welcome; nil when there is no database.
    ///   - ownIssuer: what tokens of this server itself carry in `iss`.
    package init(
        of pasted: String,
        issuers: [Issuer],
        stores: IdentityStores? = nil,
        ownIssuer: String? = nil,
        at now: Timestamp
    ) async {
        let token = Self.token(in: pasted)
        let jws: JWS
        do throws(JOSEError) { jws = try JWS(compact: token) } catch {
            (header, claims, judgements, unasked) = (nil, nil, [], nil)
            remark = Self.remark(on: token, error)
            return
        }
        header = jws.header.parameters
        let unverified: UnverifiedClaims
        do throws(JOSEError) { unverified = try UnverifiedClaims(jws) } catch {
            (claims, judgements, unasked) = (nil, [], nil)
            remark = "It is not a token this server can read: \(error)."
            return
        }
        claims = unverified.values
        if let ownIssuer, ownIssuer.isExactly(unverified.claimedIssuer) {
            remark = Self.remark(onTokenOf: ownIssuer)
            (judgements, unasked) = ([], nil)
            return
        }
        remark = Self.remark(on: jws.header)
        func isNamed(_ issuer: Issuer) -> Bool {
            unverified.claimedIssuer.map { issuer.trust.issuers.contains(Identifier($0)) } ?? false
        }
        let named = issuers.filter(isNamed)
        // As `TrustedIssuers` has it: the only one there is judges strangers too.
        let isAnyAsked = !named.isEmpty || issuers.count == 1
        unasked = isAnyAsked || issuers.isEmpty ? nil : TrustedIssuers.strangerRefused(unverified)
        var judgements: [Judgement] = []
        for issuer in named + issuers.filter({ !isNamed($0) }) {
            let isAsked = isAnyAsked && judgements.isEmpty
            judgements.append(await Self.judge(unverified, issuer, isAsked: isAsked, stores, at: now))
        }
        self.judgements = judgements
    }

    /// Without what is pasted along: white space, quotes, and `Authorization: Bearer`.
    private static func token(in pasted: String) -> String {
        let answer = try? StrictJSON.parse(Array(pasted.utf8))
        return (answer?["access_token"]?.string ?? pasted).split { $0.isWhitespace || "\"'\u{feff}".contains($0) }
            .drop { ["authorization:", "bearer"].contains($0.lowercased()) }.joined()
    }

    private static func judge(
        _ token: UnverifiedClaims,
        _ issuer: Issuer,
        isAsked: Bool,
        _ stores: IdentityStores?,
        at now: Timestamp
    ) async -> Judgement {
        let trust = issuer.trust
        var failures: [TokenCheck: (finding: String, remedy: String)] = [:]
        var refusal: Fault?
        var keys = JWKSet.empty
        var lacksKeys = false
        do { keys = try issuer.keys.get() } catch {
            lacksKeys = true
            failures[.key] = (
                "the issuer's keys cannot be had: \(error)", "See that they can be fetched: agent-memory doctor."
            )
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
        for problem in problems where failures[problem.check] == nil {
            failures[problem.check] = (problem.finding, problem.remedy)
        }
        refusal = refusal ?? TokenRefusal(problems)?.fault()
        var bearer: TokenBearer?
        do {
            let found = try trust.bearer(claims)
            bearer = found
            for denial in [await denial(of: found, trust, stores), Self.denial(ofRights: found, trust)].compactMap(
                \.self
            ) {
                failures[denial.check] = (denial.finding, denial.remedy)
                refusal = refusal ?? denial.fault
            }
        } catch let fault as Fault where fault.code == .accessDenied {
            failures[.person] = (fault.detail, fault.hints.advice ?? "See who is admitted: auth.issuer.\(trust.name).")
            refusal = refusal ?? fault
        } catch {}
        let outcomes = TokenCheck.allCases.map { check -> (check: TokenCheck, outcome: Outcome) in
            if let failure = failures[check] {
                return (check, .failed(finding: failure.finding, remedy: failure.remedy))
            }
            if let signed, [.header, .key, .signature].contains(check), order(check) > order(signed) {
                return (check, .notReached)
            }
            if bearer == nil, [.person, .rights].contains(check) { return (check, .notReached) }
            return (check, .passed)
        }
        return Judgement(
            issuer: trust,
            outcomes: outcomes,
            bearer: bearer,
            refusal: refusal,
            isAsked: isAsked,
            lacksKeys: lacksKeys
        )
    }

    /// What a good token is refused for all the same.
    private struct Denial {
        let check: TokenCheck
        let finding: String
        let remedy: String
        let fault: Fault
    }

    /// By what the database says; nil when it says nothing against them, or cannot be asked: one of another version's
    /// schema is no matter of the token's.
    private static func denial(of bearer: TokenBearer, _ trust: IssuerTrust, _ stores: IdentityStores?) async -> Denial?
    {
        guard let stores else { return nil }
        do {
            switch bearer.kind {
            case .service(let workspace):
                guard try await stores.workspaces.workspace(nameOrID: workspace) == nil else { return nil }
                let fault = IssuerVerifier.workspaceMissing
                return Denial(
                    check: .person,
                    finding: fault.detail,
                    remedy:
                        "Make it (agent-memory workspace add \(workspace)), or correct auth.issuer.\(trust.name).services.",
                    fault: fault
                )
            case .person(let person, _):
                guard let user = try await stores.users.user(of: person.identity), user.status != .active else {
                    return nil
                }
                return Denial(
                    check: .person,
                    finding: "the account “\(user.name)” is disabled here",
                    remedy: "If the person is welcome again: agent-memory user enable \(user.name).",
                    fault: TokenRefusal.other.fault()
                )
            }
        } catch {
            return nil
        }
    }

    private static func denial(ofRights bearer: TokenBearer, _ trust: IssuerTrust) -> Denial? {
        guard bearer.scopes.isEmpty else { return nil }
        let fault = AccessPolicy.insufficientScope(for: .read)
        return Denial(check: .rights, finding: fault.detail, remedy: trust.remedyForNoRights, fault: fault)
    }

    private static func order(_ check: TokenCheck) -> Int { TokenCheck.allCases.firstIndex(of: check) ?? 0 }

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
                + "or have the issuer sign with one of these."
        case .typeNotAllowed:
            "Its typ is “\(header.type ?? "")”. If these are access tokens, add it to auth.issuer.\(trust.name).types."
        case .unknownKey, .missingKeyID, .keyNotForAlgorithm:
            keyRemedy(header, trust, keys)
        case .badSignature, .malformed(.signature, _):
            "The token was changed, or signed by somebody else under a key id of this issuer's."
        case .tooLarge, .malformed, .criticalNotUnderstood, .payloadEncodingNotAllowed, .keyInHeader, .unusableKey,
            .signingFailed,
            .badClaim:
            "Have the issuer make plain signed access tokens (RFC 9068)."
        }
    }

    private static func keyRemedy(_ header: JWSHeader, _ trust: IssuerTrust, _ keys: JWKSet) -> String {
        let ids = keys.keys.map { "“\($0.id ?? "without kid")” (\($0.algorithm.name))" }.joined(separator: ", ")
        let sentence =
            "The token names “\(header.keyID ?? "none")” for \(header.algorithmName); the issuer publishes \(ids)."
        let assumed = keys.keys.first { $0.isAlgorithmAssumed && (header.keyID == nil || $0.id == header.keyID) }
        guard let assumed, header.algorithm?.keyKind == .rsa else { return sentence }
        return sentence
            + " That key does not say what it is for, and of auth.issuer.\(trust.name).algorithms it is taken for "
            + "\(assumed.algorithm.name): have the issuer publish its alg, or leave \(header.algorithmName) there as the only one for RSA."
    }

    private static func remark(on token: String, _ error: JOSEError) -> String {
        if token.isEmpty { return "No token was given." }
        if token.hasPrefix("{") { return "It is JSON, and there is no access_token in it." }
        if token.hasPrefix(APITokenSecret.prefix) {
            return "It is an API token of this server's: see agent-memory token show."
        }
        return switch token.split(separator: ".", omittingEmptySubsequences: false).count {
        case 5:
            "It is an encrypted token (JWE), which only the issuer can read. Auth0 gives these out unless the request names an audience; "
                + "Authentik, when an encryption key is chosen."
        case 1:
            "It is an opaque token, which only the issuer can read. Have the client request one for an audience, as a JWT."
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

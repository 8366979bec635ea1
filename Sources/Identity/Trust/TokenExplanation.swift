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
        var trial = TokenTrial(
            token,
            trust: issuer.trust,
            keys: issuer,
            accounts: stores.map(KnownAccounts.init),
            at: now
        )
        var failures: [TokenFailure] = []
        for step in TokenStep.allCases {
            // A store that cannot be asked, of another version's schema perhaps, is no matter of the token's.
            failures += (try? await step.failures(in: &trial)) ?? []
        }
        let unsigned = TokenStep.signature.checks.first { check in failures.contains { $0.problem.check == check } }
        let outcomes = TokenCheck.allCases.map { check -> (check: TokenCheck, outcome: Outcome) in
            if let problem = failures.first(where: { $0.problem.check == check })?.problem {
                return (check, .failed(finding: problem.finding, remedy: problem.remedy))
            }
            let isReached =
                switch check {
                case .header, .key, .signature: unsigned.map { order(check) < order($0) } ?? true
                case .person, .rights: trial.bearer != nil
                default: true
                }
            return (check, isReached ? .passed : .notReached)
        }
        return Judgement(
            issuer: issuer.trust,
            outcomes: outcomes,
            bearer: trial.bearer,
            refusal: failures.first.map { Fault(any: $0.error) },
            isAsked: isAsked,
            lacksKeys: issuer.lacksKeys
        )
    }

    private static func order(_ check: TokenCheck) -> Int { TokenCheck.allCases.firstIndex(of: check) ?? 0 }

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

/// The issuer's keys as they are here and now: nobody looks again.
extension TokenExplanation.Issuer: KeySource {
    fileprivate var lacksKeys: Bool { if case .failure = keys { true } else { false } }

    package func keys(at now: Timestamp) async throws -> IssuerKeys {
        do { return IssuerKeys(set: try keys.get(), version: 1) } catch {
            throw JWKSKeyCache.unavailable(cause: error)
        }
    }

    package func keys(newerThan seen: IssuerKeys, at now: Timestamp) async -> IssuerKeys? { nil }
}

/// Looks only: nobody gets an account because an operator has their token explained.
private struct KnownAccounts: BearerAccounts {
    let stores: IdentityStores

    func user(_ person: UpstreamIdentity, name: String) async throws -> User? {
        try await stores.users.user(of: person.identity)
    }

    func workspace(_ nameOrID: String) async throws -> Workspace? {
        try await stores.workspaces.workspace(nameOrID: nameOrID)
    }
}

package import Base
package import JOSE

/// Explains how every configured issuer judges a token: which checks pass, which fail, and what to change. For `token
/// explain`, which the operator runs; it shows claims and settings that no response of the server ever contains.
package struct TokenExplanation: Sendable {
    /// The result of one check.
    package enum Outcome: Sendable, Hashable {
        case passed
        case failed(finding: String, remedy: String)
        /// Skipped, because an earlier failure makes it meaningless.
        case notReached
    }

    /// A configured issuer with its keys.
    package struct Issuer: Sendable {
        package let trust: IssuerTrust
        /// The current keys, or the error of fetching them.
        package let keys: Result<JWKSet, any Error>

        package init(_ trust: IssuerTrust, keys: Result<JWKSet, any Error>) {
            self.trust = trust
            self.keys = keys
        }
    }

    /// The result for one issuer.
    package struct Judgement: Sendable {
        package let issuer: IssuerTrust
        /// All checks, in order.
        package let outcomes: [(check: TokenCheck, outcome: Outcome)]
        /// The person or service that an accepted token belongs to.
        package let holder: TokenHolder?
        /// The fault that the server responds with when it chooses this issuer; nil when it accepts the token.
        package let refusal: Fault?
        /// Whether the server chooses this issuer: a token names its issuer, and no other one is asked.
        package let isAsked: Bool
        /// Whether the issuer's keys could not be fetched now; a running server may have them cached.
        package let lacksKeys: Bool
    }

    /// The header; nil when it cannot be read. `remark` then says what the text may be.
    package let header: [String: JSONValue]?
    package let claims: [String: JSONValue]?
    /// A remark about the token itself.
    package let remark: String?
    /// The results of the issuer that the token names, then of the others in the configured order; empty for a token of
    /// this server.
    package let judgements: [Judgement]
    /// The fault that the server responds with when it chooses no issuer; nil when it chooses one, or when no issuer is
    /// configured.
    package let unasked: Fault?
    /// The fault that the server responds with to a text that is not a readable JWT; nil for all others, and when only
    /// the database can tell.
    package let unreadable: Fault?

    /// Whether the server accepts the token, as far as this can be known here.
    package var isAccepted: Bool { judgements.contains { $0.isAsked && $0.refusal == nil } }

    /// - Parameters:
    ///   - pasted: the token, perhaps with its header, in quotes or wrapped, or a response of the token endpoint.
    ///   - stores: looked up for the account and the workspace; nil when there is no database.
    ///   - ownIssuer: the `iss` of this server's own tokens.
    ///   - ownKeys: the `kid` of this server's signing keys. They recognise its tokens when it runs with another address
    ///     than these settings say, for example after `serve --port`.
    ///   - preset: the credential of `tokens.preset`, which can have any form.
    package init(
        of pasted: String,
        issuers: [Issuer],
        stores: IdentityStores? = nil,
        ownIssuer: String? = nil,
        ownKeys: Set<Identifier> = [],
        preset: PresetToken? = nil,
        at now: Timestamp
    ) async {
        let token = Self.token(in: pasted)
        let unverified: UnverifiedClaims
        do throws(UnreadToken) {
            unverified = try UnreadToken.claims(of: token, preset: preset, hasIssuers: !issuers.isEmpty)
        } catch {
            header = (try? JWS(compact: token))?.header.parameters
            (claims, judgements, unasked) = (nil, [], nil)
            (remark, unreadable) = (error.remark, error.refusal)
            return
        }
        unreadable = nil
        header = unverified.header.parameters
        claims = unverified.values
        if let ownIssuer, ownIssuer.isExactly(unverified.claimedIssuer) {
            remark = Self.remark(onTokenOf: ownIssuer)
            (judgements, unasked) = ([], nil)
            return
        }
        func isNamed(_ issuer: Issuer) -> Bool {
            unverified.claimedIssuer.map { issuer.trust.issuers.contains(Identifier($0)) } ?? false
        }
        let named = issuers.filter(isNamed)
        if named.isEmpty, let key = unverified.header.keyID, ownKeys.contains(Identifier(key)) {
            remark = Self.remark(onTokenNaming: unverified.claimedIssuer, ownIssuer: ownIssuer)
            (judgements, unasked) = ([], nil)
            return
        }
        remark = Self.remark(on: unverified.header)
        // As in `TrustedIssuers`: a single issuer also judges tokens that name another one.
        let isAnyAsked = !named.isEmpty || issuers.count == 1
        unasked = isAnyAsked || issuers.isEmpty ? nil : TrustedIssuers.untrusted(unverified)
        var judgements: [Judgement] = []
        for issuer in named + issuers.filter({ !isNamed($0) }) {
            let isAsked = isAnyAsked && judgements.isEmpty
            judgements.append(await Self.judge(unverified, issuer, isAsked: isAsked, stores, at: now))
        }
        self.judgements = judgements
    }

    /// The token without text that people copy along with it: white space, quotes and `Authorization: Bearer`.
    private static func token(in pasted: String) -> String {
        let answer = try? StrictJSON.parse(Array(pasted.utf8))
        return (answer?["access_token"]?.string ?? pasted).split {
            $0.isWhitespace || $0 == "\u{feff}" || TokenFlaw.quoteMarks.contains($0)
        }
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
            // A store that fails, perhaps because of another schema version, says nothing about the token.
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
                case .person, .rights: trial.holder != nil
                default: true
                }
            return (check, isReached ? .passed : .notReached)
        }
        return Judgement(
            issuer: issuer.trust,
            outcomes: outcomes,
            holder: trial.holder,
            refusal: failures.first.map { Fault(any: $0.error) },
            isAsked: isAsked,
            lacksKeys: issuer.lacksKeys
        )
    }

    private static func order(_ check: TokenCheck) -> Int { TokenCheck.allCases.firstIndex(of: check) ?? 0 }

    private static func remark(onTokenOf ownIssuer: String) -> String {
        "It is a token of this server (\(ownIssuer)), not of an identity provider. To check it, use introspection: "
            + "POST it as token to \(ownIssuer)/oauth/introspect, as a client created with agent-memory client add."
    }

    /// Without an address for introspection: nothing here has verified the issuer that the token names.
    private static func remark(onTokenNaming issuer: String?, ownIssuer: String?) -> String {
        let named = issuer.map { "names the issuer “\($0)”" } ?? "names no issuer"
        let expected = ownIssuer.map { "the issuer is “\($0)”" } ?? "this server issues no access tokens"
        return
            "It was issued by this server: its kid is one of this server's signing keys. It \(named), but with these settings "
            + "\(expected). Run this command with the settings of serve, for example AGENT_MEMORY_HTTP_PORT for --port."
    }

    private static func remark(on header: JWSHeader) -> String? {
        // Only Microsoft's own APIs can verify these (the header has a nonce that is hashed before signing).
        header.parameters["nonce"] == nil
            ? nil : "It is a token for Microsoft Graph. Request one for a scope of your own API (api://…)."
    }
}

/// The fixed keys of this issuer: they are never fetched again.
extension TokenExplanation.Issuer: KeySource {
    fileprivate var lacksKeys: Bool { if case .failure = keys { true } else { false } }

    package func keys(at now: Timestamp) async throws -> IssuerKeys {
        do { return IssuerKeys(set: try keys.get(), version: 1) } catch {
            throw JWKSKeyCache.unavailable(cause: error)
        }
    }

    package func keys(newerThan seen: IssuerKeys, at now: Timestamp) async -> IssuerKeys? { nil }
}

/// Only looks accounts up: explaining a token must not create an account.
private struct KnownAccounts: BearerAccounts {
    let stores: IdentityStores

    func user(_ person: UpstreamIdentity, name: String) async throws -> User? {
        try await stores.users.user(of: person.identity)
    }

    func workspace(_ nameOrID: String) async throws -> Workspace? {
        try await stores.workspaces.workspace(nameOrID: nameOrID)
    }
}

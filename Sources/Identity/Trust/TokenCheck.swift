import Base
import JOSE

/// The checks a foreign access token passes, in order. The claims are looked at only once the signature stands, except
/// by `token explain`, which believes nothing.
package enum TokenCheck: String, Sendable, Hashable, CaseIterable {
    /// Three parts, strict encoding, algorithm and `typ` of those accepted.
    case header
    /// A key of the issuer's has the `kid`.
    case key
    case signature
    /// An access token, not an ID token or a refresh token.
    case kind
    /// `iss`, audience, `exp` and subject are there, and everything we read is of the right type.
    case claims
    case expiry
    /// `nbf`, and `iat` not in the future.
    case start
    case audience
    case issuer
    /// The claims the operator demands besides.
    case required
    /// Not bound to a key its presenter would have to prove (`cnf`, RFC 7800): as a bearer token it is stolen goods.
    case binding
    /// Policy admits the person, or the service's workspace exists.
    case person
    /// Its scopes and roles are worth something here.
    case rights
}

/// A check that a token did not pass. For the operator: it may hold the token's and the configuration's values, so it
/// goes to `token explain` and the log, and never into an answer.
package struct TokenProblem: Error, Sendable, Hashable, CustomStringConvertible {
    package let check: TokenCheck
    package let finding: String
    package let remedy: String

    /// For the log.
    package var description: String { "\(check): \(finding)" }
}

/// The checks of the claims, one function each. Pure.
extension IssuerTrust {
    func kindProblems(headerType: String?, _ claims: ClaimReader) -> [TokenProblem] {
        guard let kind = idTokens.otherKind(headerType: headerType, claims) else { return [] }
        return [.init(check: .kind, finding: "it is \(kind.rawValue)", remedy: idTokens.remedy(for: kind, of: name))]
    }

    func claimProblems(_ claims: ClaimReader) -> [TokenProblem] {
        do throws(ClaimReader.Malformed) {
            let flaw = try missing(claims)
            _ = (try claims.text("jti"), try scopeNames(claims), try claims.first(self.claims.client))
            _ = (try claims.time("nbf"), try claims.time("iat"))
            guard let flaw else { return [] }
            return [
                .init(
                    check: .claims,
                    finding: "it has no \(flaw)",
                    remedy: "Have the issuer put \(flaw) into access tokens.\(advice(onMissing: flaw, claims))"
                )
            ]
        } catch {
            return [TokenProblem(error)]
        }
    }

    func requiredProblems(_ claims: ClaimReader) -> [TokenProblem] {
        let demanded = Array(requiredClaims) + fixedClaims.filter { claims.has($0.key) }
        return demanded.sorted { $0.key.description < $1.key.description }
            .filter { path, values in
                !claims.has(path) || !values.isEmpty && values.isDisjoint(with: claims.words(path).identifiers)
            }
            .map { path, values in
                TokenProblem(
                    check: .required,
                    finding: "its \(path) is not as demanded",
                    remedy:
                        "Demanded: \(values.isEmpty ? "any" : values.sorted().map(\.text).joined(separator: " or "))."
                )
            }
    }

    func bindingProblems(_ claims: ClaimReader) -> [TokenProblem] {
        guard claims.has("cnf") else { return [] }
        return [
            .init(
                check: .binding,
                finding: "it is bound to a key (cnf)",
                remedy: "Have the client ask for a token without DPoP or mutual TLS."
            )
        ]
    }

    /// The name of the first claim that has to be there and is not.
    private func missing(_ claims: ClaimReader) throws(ClaimReader.Malformed) -> String? {
        if try claims.text("iss") == nil { return "iss" }
        if try audience(claims).isEmpty { return audienceClaims.map(\.description).joined(separator: " or ") }
        if try claims.time("exp") == nil { return "exp" }
        if try subject(claims) == nil { return self.claims.subject.description }
        return nil
    }

    /// What else helps where a claim is missing that has to be there.
    private func advice(onMissing flaw: String, _ claims: ClaimReader) -> String {
        if flaw == "oid" { return " Microsoft Entra does so when the client asks for the scope profile." }
        guard flaw == "aud" else { return "" }
        let marks = self.claims.client.filter(claims.has).map(\.description).joined(separator: " or ")
        let request = " Many do when the client asks for this server (resource=, audience=)."
        guard !marks.isEmpty else { return request }
        return request
            + " Where that cannot be had, and all tokens of the client are meant for this server: auth.issuer.\(name)."
            + "audienceClaims: \(marks)."
    }

    func expiryProblems(_ claims: ClaimReader, at now: Timestamp) -> [TokenProblem] {
        guard let end = try? claims.time("exp"), now >= end.advanced(by: leeway) else { return [] }
        return [.init(check: .expiry, finding: "it expired at \(end)", remedy: "Get a fresh one from the issuer.")]
    }

    func startProblems(_ claims: ClaimReader, at now: Timestamp) -> [TokenProblem] {
        (["nbf", "iat"] as [ClaimPath]).compactMap { path in
            guard let start = try? claims.time(path), start > now.advanced(by: leeway) else { return nil }
            return TokenProblem(
                check: .start,
                finding: "its \(path) is \(start)",
                remedy: "Compare the issuer's clock with this machine's."
            )
        }
    }

    func placeProblems(_ claims: ClaimReader) -> [TokenProblem] {
        var problems: [TokenProblem] = []
        if let found = try? audience(claims), !found.isEmpty, audiences.isDisjoint(with: found.identifiers) {
            problems.append(
                .init(
                    check: .audience,
                    finding:
                        "it is for \(Self.list(found)), and this server accepts \(Self.list(audiences.sorted().map(\.text)))",
                    remedy:
                        "Request the token for this server's audience, or add the token's to auth.issuer.\(name).audiences "
                        + "if it names this server alone."
                        + (found == ["account"] ? " In Keycloak, add an audience mapper to the client's scope." : "")
                )
            )
        }
        if let resourceClaim, claims.has(resourceClaim) {
            let found = (try? claims.list(resourceClaim)) ?? []
            if !found.contains(where: { audiences.contains(Identifier($0)) || resources.contains($0) }) {
                problems.append(
                    .init(
                        check: .audience,
                        finding: "it is for the resource \(Self.list(found)), which is not this server",
                        remedy:
                            "Have the client ask for \(Self.list(resources.names)) (resource=), or add the token's \(resourceClaim) to "
                            + "auth.issuer.\(name).audiences if it names this server alone."
                    )
                )
            }
        }
        if let found = try? claims.text("iss"), !issuers.contains(Identifier(found)) {
            problems.append(
                .init(
                    check: .issuer,
                    finding: "its issuer is “\(found)”, and “\(issuer)” is configured",
                    remedy: Self.differInSlash(found, issuer)
                        ? "They differ in the trailing slash: write the issuer exactly as the token has it."
                        : "Write the issuer exactly as the token has it, if it is the same one under another host name."
                )
            )
        }
        return problems
    }

    /// What the token is for, wherever this issuer puts it.
    private func audience(_ claims: ClaimReader) throws(ClaimReader.Malformed) -> [String] {
        var found: [String] = []
        for path in audienceClaims { found += try claims.list(path) }
        return found
    }

    /// Who the token is about. A client's own token may have no person's mark: then it is the client, told apart by a
    /// prefix, lest it be taken for a person of that name (RFC 9700 §4.15).
    func subject(_ claims: ClaimReader) throws(ClaimReader.Malformed) -> String? {
        if let subject = try claims.text(self.claims.subject) { return subject }
        guard let client = try claims.first(self.claims.client), try isService(claims, client: client) else {
            return nil
        }
        return "client:\(client)"
    }

    /// Whether a client got the token for itself (`ClientTokenRule`).
    func isService(_ claims: ClaimReader, client: String) throws(ClaimReader.Malformed) -> Bool {
        switch clientTokens {
        case .subjectIsClient: return client.isExactly(claims.value("sub")?.string)
        case .without(let path): return !claims.has(path)
        case .claim(let path, let values):
            guard let found = try claims.text(path) else { return false }
            return values.contains { Self.fill($0.text, client).isExactly(found) }
        }
    }

    private static func fill(_ pattern: String, _ client: String) -> String {
        pattern.split(separator: "*", omittingEmptySubsequences: false).joined(separator: client)
    }

    /// By the claims they stand in.
    func scopeNames(_ claims: ClaimReader) throws(ClaimReader.Malformed) -> [[String]] {
        var names: [[String]] = []
        for path in self.claims.scopes { names.append(try claims.names(path)) }
        return names
    }

    func roleNames(_ claims: ClaimReader) -> [String] { self.claims.roles.flatMap(claims.texts) }

    /// What to change when a token is worth nothing here.
    var remedyForNoRights: String {
        func places(_ paths: [ClaimPath]) -> String { paths.map(\.description).joined(separator: " or ") }
        let grant =
            scopes.roles.isEmpty
            ? "Have the issuer put memory:read or memory:write into its \(places(self.claims.scopes))"
            : "Put a role of auth.issuer.\(name).roles (\(Self.list(scopes.roles.keys.sorted().map(\.text)))) into its \(places(self.claims.roles))"
        let limit = self.claims.allScopes.map { ", which tokens that have \($0) do not get" } ?? ""
        return "\(grant), or set auth.issuer.\(name).defaultScopes\(limit)."
    }

    private static func list(_ values: [String]) -> String { values.map { "“\($0)”" }.joined(separator: ", ") }

    private static func differInSlash(_ one: String, _ other: String) -> Bool {
        (one + "/").isExactly(other) || one.isExactly(other + "/")
    }
}

extension TokenProblem {
    init(_ malformed: ClaimReader.Malformed) {
        self.init(
            check: .claims,
            finding: "its \(malformed.path) is malformed",
            remedy: "Correct what the issuer puts into \(malformed.path)."
        )
    }
}

extension IDTokenRule {
    fileprivate func remedy(for kind: OtherToken, of issuer: String) -> String {
        switch (kind, self) {
        case (.refreshToken, _): "Send the access_token of the issuer's answer, not its refresh_token."
        case (.event, _): "Send the access_token of the issuer's answer."
        case (.idToken, .everyJWT):
            "This issuer's access tokens are opaque: use it for login at this server, which then issues its own."
        case (.idToken, .accessTokensHaveOneOf), (.idToken, .suspicion), (.idToken, .noDifference):
            "Send the access_token of the issuer's answer, not its id_token. If it is the access_token, name a claim in "
                + "auth.issuer.\(issuer).accessTokenClaims that its ID tokens do not have."
        }
    }
}

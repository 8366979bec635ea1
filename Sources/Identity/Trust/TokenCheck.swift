import Base
import JOSE

/// The checks of a foreign access token, in order. A request stops at the signature when it is not valid; `token
/// explain` also shows the unverified claims.
package enum TokenCheck: String, Sendable, Hashable, CaseIterable {
    /// The token has three parts in strict encoding, and an accepted algorithm and `typ`.
    case header
    /// The issuer has a key with this `kid`.
    case key
    case signature
    /// It is an access token, not an ID token or a refresh token.
    case kind
    /// `iss`, audience, `exp` and subject are present, and every claim that is read has the right type.
    case claims
    case expiry
    /// `nbf` and `iat` are not in the future.
    case start
    case audience
    case issuer
    /// The additional claims that the operator requires.
    case required
    /// The token is not bound to a key (`cnf`, RFC 7800). Its presenter would have to prove the key; without that
    /// proof, the token may be stolen.
    case binding
    /// The policy admits the person, or the service's workspace exists.
    case person
    /// The token's scopes and roles grant rights on this server.
    case rights
}

/// A check that a token failed. For the operator only: it can contain values of the token and of the configuration, so
/// it appears in `token explain` and the log, never in a response.
package struct TokenProblem: Error, Sendable, Hashable, CustomStringConvertible {
    package let check: TokenCheck
    package let finding: String
    package let remedy: String

    /// The text for the log.
    package var description: String { "\(check): \(finding)" }
}

/// The checks of the claims, one pure function each.
extension IssuerTrust {
    func kindProblems(headerType: String?, _ claims: ClaimReader) -> [TokenProblem] {
        guard let kind = idTokens.otherKind(headerType: headerType, claims) else { return [] }
        return [.init(check: .kind, finding: "it is \(kind.rawValue)", remedy: idTokens.remedy(for: kind, of: name))]
    }

    func claimProblems(_ claims: ClaimReader) -> [TokenProblem] {
        do throws(ClaimReader.Malformed) {
            let flaw = try missing(claims)
            // Some issuers write an empty `jti`. Nothing depends on it, unlike an empty client id.
            if claims.value("jti") != .string("") { _ = try claims.text("jti") }
            _ = (try scopeNames(claims), try claims.first(self.claims.client))
            _ = (try claims.time("nbf"), try claims.time("iat"))
            guard let flaw else { return [] }
            return [
                .init(
                    check: .claims,
                    finding: "it has no \(flaw)",
                    remedy: "Configure the issuer to put \(flaw) into access tokens.\(advice(onMissing: flaw, claims))"
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
                    finding: "its \(path) does not have a required value",
                    remedy:
                        "Required: \(values.isEmpty ? "any" : values.sorted().map(\.text).joined(separator: " or "))."
                )
            }
    }

    func bindingProblems(_ claims: ClaimReader) -> [TokenProblem] {
        guard claims.has("cnf") else { return [] }
        return [
            .init(
                check: .binding,
                finding: "it is bound to a key (cnf)",
                remedy: "Let the client request a token without DPoP or mutual TLS."
            )
        ]
    }

    /// The name of the first required claim that is missing.
    private func missing(_ claims: ClaimReader) throws(ClaimReader.Malformed) -> String? {
        if try claims.text("iss") == nil { return "iss" }
        if try audience(claims).isEmpty { return audienceClaims.map(\.description).joined(separator: " or ") }
        if try claims.time("exp") == nil { return "exp" }
        if try subject(claims) == nil { return self.claims.subject.description }
        return nil
    }

    /// Additional advice for a required claim that is missing.
    private func advice(onMissing flaw: String, _ claims: ClaimReader) -> String {
        if flaw == "oid" { return " Microsoft Entra does so when the client requests the scope profile." }
        guard flaw == "aud" else { return "" }
        let marks = self.claims.client.filter(claims.has).map(\.description).joined(separator: " or ")
        let request = " Many issuers do so when the client requests this server (resource=, audience=)."
        guard !marks.isEmpty else { return request }
        return request
            + " If that is not possible, and all tokens of the client are meant for this server, set auth.issuer.\(name)."
            + "audienceClaims: \(marks)."
    }

    func expiryProblems(_ claims: ClaimReader, at now: Timestamp) -> [TokenProblem] {
        guard let end = try? claims.time("exp"), now >= end.advanced(by: leeway) else { return [] }
        return [.init(check: .expiry, finding: "it expired at \(end)", remedy: "Get a new token from the issuer.")]
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
                        "it is for \(Self.list(found)), but this server accepts \(Self.list(audiences.sorted().map(\.text)))",
                    remedy:
                        "Request the token for this server's audience, or add the token's audience to auth.issuer.\(name).audiences "
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
                            "Let the client request \(Self.list(resources.names)) (resource=), or add the token's \(resourceClaim) to "
                            + "auth.issuer.\(name).audiences if it names this server alone."
                    )
                )
            }
        }
        if let found = try? claims.text("iss"), !issuers.contains(Identifier(found)) {
            problems.append(
                .init(
                    check: .issuer,
                    finding: "its issuer is “\(found)”, but “\(issuer)” is configured",
                    remedy: Self.differInSlash(found, issuer)
                        ? "They differ in the trailing slash: write the issuer exactly as in the token."
                        : "If it is the same issuer with another host name, write it exactly as in the token."
                )
            )
        }
        return problems
    }

    /// The audiences of the token, from the claims that this issuer uses.
    private func audience(_ claims: ClaimReader) throws(ClaimReader.Malformed) -> [String] {
        var found: [String] = []
        for path in audienceClaims { found += try claims.list(path) }
        return found
    }

    /// The subject of the token. A client's own token may have no subject for a person; then the client is the subject,
    /// with a prefix so that it cannot be mistaken for a person of that name (RFC 9700 §4.15).
    func subject(_ claims: ClaimReader) throws(ClaimReader.Malformed) -> String? {
        if let subject = try claims.text(self.claims.subject) { return subject }
        guard let client = try claims.first(self.claims.client), try isService(claims, client: client) else {
            return nil
        }
        return "client:\(client)"
    }

    /// Whether a client requested the token for itself (`ClientTokenRule`).
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

    /// The scope names, grouped by claim.
    func scopeNames(_ claims: ClaimReader) throws(ClaimReader.Malformed) -> [[String]] {
        var names: [[String]] = []
        for path in self.claims.scopes { names.append(try claims.names(path)) }
        return names
    }

    func roleNames(_ claims: ClaimReader) -> [String] { self.claims.roles.flatMap(claims.texts) }

    /// The advice for a token without rights on this server.
    var remedyForNoRights: String {
        func places(_ paths: [ClaimPath]) -> String { paths.map(\.description).joined(separator: " or ") }
        let grant =
            scopes.roles.isEmpty
            ? "Configure the issuer to put memory:read or memory:write into its \(places(self.claims.scopes))"
            : "Put a role of auth.issuer.\(name).roles (\(Self.list(scopes.roles.keys.sorted().map(\.text)))) into its \(places(self.claims.roles))"
        let limit = self.claims.allScopes.map { ", which does not apply to tokens with \($0)" } ?? ""
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
            remedy: "Correct the value that the issuer puts into \(malformed.path)."
        )
    }
}

extension IDTokenRule {
    fileprivate func remedy(for kind: OtherToken, of issuer: String) -> String {
        switch (kind, self) {
        case (.refreshToken, _): "Send the access_token of the issuer's response, not its refresh_token."
        case (.event, _): "Send the access_token of the issuer's response."
        case (.idToken, .everyJWT):
            "This issuer's access tokens are opaque: use it for login at this server, which then issues its own."
        case (.idToken, .accessTokensHaveOneOf), (.idToken, .suspicion), (.idToken, .noDifference):
            "Send the access_token of the issuer's response, not its id_token. If it is the access_token, name a claim in "
                + "auth.issuer.\(issuer).accessTokenClaims that its ID tokens do not have."
        }
    }
}

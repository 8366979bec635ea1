import Base
import Identity
import JOSE
import Outbound
import Settings

extension IssuerSettings {
    /// The trust these settings describe: what the kind knows, and over it what was said.
    /// - Throws: `CommandFailure` for a name that means nothing.
    func trust() throws -> IssuerTrust {
        var trust = IssuerPreset(kind, at: url).trust(name: name, issuer: url, audiences: audiences)
        trust.aliases.formUnion(aliases.identifiers)
        if localhostAliases { trust.aliases.formUnion(Self.localhosts(trust.issuer).identifiers) }
        if !audienceClaims.isEmpty { trust.audienceClaims = audienceClaims.map { ClaimPath($0) } }
        if !algorithms.isEmpty { trust.algorithms = Set(try algorithms.map(algorithm)) }
        if !types.isEmpty { trust.types = TokenTypes(types) }
        if let subjectClaim { trust.claims.subject = ClaimPath(subjectClaim) }
        if !userClaims.isEmpty { trust.claims.userName = userClaims.map { ClaimPath($0) } }
        if !emailClaims.isEmpty { trust.claims.email = emailClaims.map { ClaimPath($0) } }
        if !clientClaims.isEmpty { trust.claims.client = clientClaims.map { ClaimPath($0) } }
        if !scopeClaims.isEmpty { trust.claims.scopes = scopeClaims.map { ClaimPath($0) } }
        for (scope, ours) in try pairs(scopes, "scopes") { trust.scopes.names[Identifier(scope)] = try scopeSet(ours) }
        if !scopePrefixes.isEmpty { trust.scopes.prefixes = .these(scopePrefixes.identifiers) }
        trust.requestScopes = try requestScopes.map(scopeToken)
        if !roleClaims.isEmpty { trust.claims.roles = roleClaims.map { ClaimPath($0) } }
        for (role, scope) in try pairs(roles, "roles") { trust.scopes.roles[Identifier(role)] = try scopeSet(scope) }
        for (client, workspace) in try pairs(services, "services") { trust.services[Identifier(client)] = workspace }
        for text in requiredClaims {
            let (claim, value) = try demand(text)
            trust.requiredClaims[claim, default: []].formUnion([value].compactMap(\.self).identifiers)
        }
        if !accessTokenClaims.isEmpty { trust.idTokens = .accessTokensHaveOneOf(accessTokenClaims.identifiers) }
        if acceptIDTokens { trust.idTokens = .noDifference }
        if defaultScopes == ["none"] {
            trust.scopes.defaultScopes = ScopeSet()
        } else if !defaultScopes.isEmpty {
            trust.scopes.defaultScopes = try defaultScopes.reduce(into: ScopeSet()) { $0.formUnion(try scopeSet($1)) }
        }
        trust.leeway = .seconds(leewaySeconds)
        trust.emailAsName = emailAsUser
        trust.requiresVerifiedEmail = requireVerifiedEmail
        return trust
    }

    /// Which of its addresses nothing could be fetched from, ever, and why. The issuer's own is a name and no more
    /// where another says where its keys are.
    func unreachable(_ http: GuardedHTTP) async -> [String] {
        await http.objections(to: [
            ("auth.issuer.\(name).url", jwksURL == nil && discoveryURL == nil ? url : nil),
            ("auth.issuer.\(name).jwksUrl", jwksURL),
            ("auth.issuer.\(name).discoveryUrl", jwksURL == nil ? discoveryURL : nil),
        ])
    }

    private func algorithm(_ text: String) throws -> Algorithm {
        guard let algorithm = Algorithm(name: text) else {
            throw CommandFailure(
                "auth.issuer.\(name).algorithms: “\(text)” is none of \(Algorithm.allCases.map(\.name).joined(separator: ", "))."
            )
        }
        return algorithm
    }

    private func scopeToken(_ text: String) throws -> String {
        // RFC 6749 §3.3.
        guard
            text.utf8.allSatisfy({ (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") })
        else {
            throw CommandFailure(
                "auth.issuer.\(name).requestScopes: “\(text)” is not one scope; separate them with commas."
            )
        }
        return text
    }

    private func scopeSet(_ text: String) throws -> ScopeSet {
        guard let scope = ScopeSet(name: text) else {
            throw CommandFailure(
                "auth.issuer.\(name): “\(text)” is none of \(ScopeSet.named.map(\.name).joined(separator: ", "))."
            )
        }
        return scope
    }

    private func pairs(_ texts: [String], _ key: String) throws -> [(String, String)] {
        try texts.map { text in
            guard let halves = Self.halves(text), !halves.0.isEmpty, !halves.1.isEmpty else {
                throw CommandFailure("auth.issuer.\(name).\(key): “\(text)” is not of the form name=value.")
            }
            return halves
        }
    }

    /// A claim that must be there, and the value it must have when one is said. One that is empty, as when a variable
    /// in the settings was not set, must not pass for any.
    private func demand(_ text: String) throws -> (ClaimPath, String?) {
        let halves = Self.halves(text)
        let claim = ClaimPath(halves?.0 ?? text)
        guard !claim.description.isEmpty, halves?.1.isEmpty != true else {
            throw CommandFailure(
                "auth.issuer.\(name).requiredClaims: “\(text)” lacks the claim or its value; write claim=value, or the claim alone where "
                    + "any value will do."
            )
        }
        return (claim, halves?.1)
    }

    private static func trimmed(_ text: Substring) -> String {
        let blank: (Character) -> Bool = \.isWhitespace
        return String(String(text.drop(while: blank).reversed().drop(while: blank)).reversed())
    }

    /// What stands before the first `=` and behind it, without the blanks around both; nil when there is none.
    private static func halves(_ text: String) -> (String, String)? {
        text.firstIndex(of: "=").map { (trimmed(text[..<$0]), trimmed(text[text.index(after: $0)...])) }
    }

    /// The same issuer under the names that a container and its host have for it.
    private static func localhosts(_ issuer: String) -> [String] {
        let names = ["host.docker.internal", "localhost"]
        guard let start = issuer.firstRange(of: "://")?.upperBound else { return [] }
        let host = issuer[start...].prefix { !":/".contains($0) }
        guard names.contains(String(host)) else { return [] }
        return names.filter { $0 != host }.map { "\(issuer[..<start])\($0)\(issuer[host.endIndex...])" }
    }
}

extension IssuerPreset {
    /// What the operator says it is, else what is known to be there.
    init(_ kind: IssuerSettings.Kind?, at address: String) {
        self = kind?.preset ?? IssuerPreset(address: address)
    }
}

extension IssuerSettings.Kind {
    var preset: IssuerPreset {
        switch self {
        case .auth0: .auth0
        case .okta: .okta
        case .entra: .entra
        case .cognito: .cognito
        case .keycloak: .keycloak
        case .authentik: .authentik
        case .google: .google
        case .generic: .generic
        }
    }
}

import Base
import Identity
import JOSE

/// Applies the settings of an issuer to its trust. What is not set keeps the default of the product.
extension IssuerTrust {
    /// Reads the settings about the form of its tokens: audience claims, algorithms and types.
    mutating func readTokens(_ key: String, _ s: SettingReader) {
        let audienceClaims = s.claims(
            "\(key).audienceClaims",
            "Claims that can contain the audience, such as `aud` or `azp`. Default: those of the product."
        )
        if !audienceClaims.isEmpty { self.audienceClaims = audienceClaims }
        let algorithms = s.list("\(key).algorithms", "Accepted signature algorithms. Default: RS256, ES256 and EdDSA.")
        {
            Algorithm(name: $0).map(ListEntry.usable)
                ?? .refused("is not one of \(Algorithm.allCases.map(\.name).joined(separator: ", "))")
        }
        if !algorithms.isEmpty { self.algorithms = Set(algorithms) }
        let types = s.list("\(key).types", "Accepted values of the `typ` header. Default: `at+jwt`, `JWT`, or none.")
        if !types.isEmpty { self.types = TokenTypes(types) }
    }

    mutating func readClaims(_ key: String, _ s: SettingReader) {
        if let subject = s.optional(
            "\(key).subjectClaim",
            "The claim that identifies a person permanently. Default: `sub`, or that of the product (Entra: `oid`)."
        ) {
            claims.subject = ClaimPath(subject)
        }
        let userName = s.claims(
            "\(key).userClaims",
            "Claims for the user name; the first one present is used, such as `preferred_username`."
        )
        if !userName.isEmpty { claims.userName = userName }
        let email = s.claims("\(key).emailClaims", "Claims for the email address.")
        if !email.isEmpty { claims.email = email }
        let client = s.claims("\(key).clientClaims", "Claims for the client id.")
        if !client.isEmpty { claims.client = client }
        let scopes = s.claims(
            "\(key).scopeClaims",
            "Claims for the scopes; the first one that contains a known scope is used. Default: `scope`, `scp`, `scopes`."
        )
        if !scopes.isEmpty { claims.scopes = scopes }
    }

    mutating func readScopes(_ key: String, _ s: SettingReader) {
        for (scope, ours) in s.pairs(
            "\(key).scopes",
            "The provider's scope names and what they mean here: `notes.view=memory:read`.",
            ScopeSet.entry
        ) { self.scopes.names[Identifier(scope)] = ours }
        let prefixes = s.list(
            "\(key).scopePrefixes",
            "Prefix the provider adds to scope names; it is stripped: `https://api.example/` in `https://api.example/memory:read`. Default "
                + "for Cognito: everything up to the last slash."
        )
        if !prefixes.isEmpty { self.scopes.prefixes = .these(prefixes.identifiers) }
        requestScopes = s.list(
            "\(key).requestScopes",
            "The scopes that MCP clients should request from the first issuer when `oauth.enabled` is off. Default: `memory:read` and "
                + "`memory:write`."
        ) {
            ScopeText.isToken($0) ? .usable($0) : .refused("is not one scope; separate scopes with commas")
        }
        let roleClaims = s.claims(
            "\(key).roleClaims",
            "Claims for roles or groups. Dots descend into objects: `realm_access.roles`."
        )
        if !roleClaims.isEmpty { claims.roles = roleClaims }
        for (role, scope) in s.pairs(
            "\(key).roles",
            "The scopes of each role: `editors=memory:write`. If set, a token without any of these roles has no scopes.",
            ScopeSet.entry
        ) { self.scopes.roles[Identifier(role)] = scope }
        for (client, workspace) in s.pairs(
            "\(key).services",
            "Clients that are application back ends, and the workspace each one uses: `client-id=workspace`.",
            ListEntry.usable
        ) { services[Identifier(client)] = workspace }
    }

    /// Reads who can use its tokens, and as whom they act.
    mutating func readPeople(_ key: String, _ s: SettingReader) {
        for (claim, value) in s.list(
            "\(key).requiredClaims",
            "Claims that must be present, or have a value: `tenant=acme`, `email_verified=true`.",
            each: Self.demand
        ) { requiredClaims[claim, default: []].formUnion([value].compactMap(\.self).identifiers) }
        let accessTokenClaims = s.list(
            "\(key).accessTokenClaims",
            "Claims that only its access tokens have, to tell them from ID tokens; one is enough. Default: those of the product."
        )
        if !accessTokenClaims.isEmpty { idTokens = .accessTokensHaveOneOf(accessTokenClaims.identifiers) }
        if s.bool(
            "\(key).acceptIdTokens",
            default: false,
            "Accept ID tokens as access tokens, for an issuer that does not tell them apart (Dex). Every application that a person logs in to "
                + "there with one of the `audiences` can then act as that person here."
        ) {
            idTokens = .noDifference
        }
        let defaultScopes = s.list(
            "\(key).defaultScopes",
            "Scopes of a token that contains no known scope, or `none`. Default: read and write."
        ) { $0 == "none" ? .usable(ScopeSet()) : ScopeSet.entry($0) }
        if !defaultScopes.isEmpty { scopes.defaultScopes = defaultScopes.reduce(into: ScopeSet()) { $0.formUnion($1) } }
        leeway = .seconds(
            s.int(
                "\(key).leewaySeconds",
                default: 60,
                in: 0...300,
                "How many seconds the provider's clock and this server's can differ."
            )
        )
        emailAsName = s.bool("\(key).emailAsUser", default: false, "Use the verified email address as the user name.")
        requiresVerifiedEmail = s.bool(
            "\(key).requireVerifiedEmail",
            default: false,
            "Reject people whose email address is not verified."
        )
    }

    /// A claim that must be present, and its required value if one is given. An empty value, as from a variable that
    /// was not set (`tenant=$TENANT`), must not mean “any value”.
    private static func demand(_ text: String) -> ListEntry<(ClaimPath, String?)> {
        let halves = text.halves
        let claim = ClaimPath(halves?.name ?? text)
        guard !claim.description.isEmpty, halves?.value.isEmpty != true else {
            return .refused(
                "lacks the claim or its value; write claim=value, or only the claim to accept any value"
            )
        }
        return .usable((claim, halves?.value))
    }
}

import Base
import JOSE

/// The peculiarities of common providers, so that an operator only configures the issuer and the audience.
package enum IssuerPreset: String, Sendable, Hashable, CaseIterable {
    case auth0, okta, entra, cognito, keycloak, authentik, google, generic

    /// The trust for an issuer of this kind.
    /// - Parameters:
    ///   - issuer: as the operator wrote it. A trailing slash is added or removed where the provider always or never
    ///     has one.
    ///   - audiences: the audiences of tokens for this server.
    package func trust(name: String, issuer: String, audiences: [String]) -> IssuerTrust {
        var trust = IssuerTrust(name: name, issuer: issuer, audiences: audiences)
        switch self {
        case .auth0: auth0(&trust)
        case .okta: okta(&trust)
        case .entra: entra(&trust)
        case .cognito: cognito(&trust)
        case .keycloak: keycloak(&trust)
        case .authentik: authentik(&trust)
        case .google: google(&trust)
        case .generic: break
        }
        return trust
    }

    /// The permanent identifier of a person in this kind's ID tokens. Its access tokens may have it in another claim: a
    /// person who logs in here and sends access tokens must be one user.
    package var loginSubject: String {
        switch self {
        // `sub` differs between applications; the issuer contains the tenant (`tid`).
        case .entra: "oid"
        case .auth0, .okta, .cognito, .keycloak, .authentik, .google, .generic: "sub"
        }
    }

    /// Without `audience=` in the authorization request, Auth0 issues an encrypted token that only Auth0 can read.
    private func auth0(_ trust: inout IssuerTrust) {
        trust.issuer = Self.slashed(trust.issuer)
        trust.idTokens = .accessTokensHaveOneOf(["azp", "scope", "gty", "permissions"])
        trust.claims.client = ["azp", "client_id"]
        // With “Add Permissions in the Access Token”, these are all the rights of the person.
        trust.claims.scopes = ["scope", "permissions"]
        trust.claims.allScopes = "permissions"
        trust.claims.roles = ["roles"]
        // Present in both of Auth0's token profiles; `gty` is only in one.
        trust.clientTokens = .claim("sub", ["*@clients"])
    }

    /// Only tokens of a custom authorization server (`/oauth2/…` in the issuer) can be verified here, not those of the
    /// org server.
    private func okta(_ trust: inout IssuerTrust) {
        trust.issuer = Self.unslashed(trust.issuer)
        trust.idTokens = .accessTokensHaveOneOf(["cid", "scp"])
        // `sub` is the login name here, which another person may get later; `uid` is the `sub` of ID tokens.
        trust.claims.subject = "uid"
        trust.claims.userName = ["preferred_username", "sub"]
        trust.claims.client = ["cid"]
        trust.claims.scopes = ["scp"]
        trust.claims.roles = ["groups"]
    }

    /// The API's manifest decides which of the two issuers a token has, not the endpoint. Likewise `aud` is the
    /// application's GUID or its `api://` URI. People are identified by `oid`, because `sub` differs between
    /// applications.
    private func entra(_ trust: inout IssuerTrust) {
        if let (v2, v1, tenant) = EntraCloud.issuers(trust.issuer) {
            trust.issuer = v2
            trust.aliases.insert(Identifier(v1))
            // Present only when the client requested the scope `profile`; the issuer contains the tenant too.
            trust.fixedClaims["tid"] = [Identifier(tenant)]
        }
        for audience in trust.audiences.map(\.text) {
            let bare = audience.hasPrefix("api://") ? String(audience.dropFirst(6)) : audience
            if Self.isGUID(bare) { trust.audiences.formUnion([Identifier(bare), "api://\(bare)"]) }
        }
        trust.idTokens = .accessTokensHaveOneOf(["scp", "azp", "appid", "idtyp"])
        trust.claims.subject = "oid"
        trust.claims.userName = ["preferred_username", "upn", "unique_name"]
        trust.claims.client = ["azp", "appid"]
        // A client's own tokens have no `scp`; its permissions are among the roles.
        trust.claims.scopes = ["scp", "roles"]
        trust.claims.roles = ["roles", "groups"]
        trust.clientTokens = .without("scp")
    }

    /// The client takes the place of the audience, and `token_use` tells the kinds apart. There is an `aud` only when a
    /// person's client requested a resource, as MCP clients do.
    private func cognito(_ trust: inout IssuerTrust) {
        trust.issuer = Self.unslashed(trust.issuer)
        trust.audienceClaims = ["client_id"]
        trust.resourceClaim = "aud"
        trust.requiredClaims["token_use"] = ["access"]
        trust.idTokens = .accessTokensHaveOneOf(["token_use"])
        trust.claims.client = ["client_id"]
        trust.claims.userName = ["username", "cognito:username"]
        trust.claims.scopes = ["scope"]
        // Every scope of an API has the identifier of its resource server and a slash before it; the scope's own name
        // never contains a slash.
        trust.scopes.prefixes = .upToLastSlash
        trust.claims.roles = ["cognito:groups"]
        trust.clientTokens = .subjectIsClient
    }

    /// Its `aud` contains this server only after an audience mapper was added. `typ` in the payload tells the kinds
    /// apart.
    private func keycloak(_ trust: inout IssuerTrust) {
        trust.issuer = Self.unslashed(trust.issuer)
        trust.requiredClaims["typ"] = ["Bearer"]
        trust.idTokens = .accessTokensHaveOneOf(["typ"])
        trust.claims.client = ["azp", "client_id"]
        trust.claims.roles = ["realm_access.roles", "groups"]
        trust.clientTokens = .claim("preferred_username", ["service-account-*"])
    }

    /// The audience is the client id, one per application. Only `azp` identifies an access token: scope mappings add
    /// claims such as `scope` to both kinds.
    private func authentik(_ trust: inout IssuerTrust) {
        // An issuer that replaces the provider's default stays as it is written.
        if trust.issuer.contains("/application/o/") { trust.issuer = Self.slashed(trust.issuer) }
        trust.idTokens = .accessTokensHaveOneOf(["azp"])
        trust.claims.client = ["azp"]
        trust.claims.userName = ["preferred_username", "nickname"]
        trust.claims.roles = ["groups", "roles"]
    }

    private func google(_ trust: inout IssuerTrust) {
        trust.issuer = "https://accounts.google.com"
        trust.aliases = ["accounts.google.com"]
        trust.idTokens = .everyJWT
    }

    private static func slashed(_ url: String) -> String { url.hasSuffix("/") ? url : url + "/" }
    private static func unslashed(_ url: String) -> String { url.hasSuffix("/") ? String(url.dropLast()) : url }

    private static func isGUID(_ text: String) -> Bool {
        text.wholeMatch(of: /[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}/) != nil
    }
}

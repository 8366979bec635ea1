import Base
import JOSE

/// What is peculiar to the providers people use, so that an operator gives issuer and audience and nothing else.
package enum IssuerPreset: String, Sendable, Hashable, CaseIterable {
    case auth0, okta, entra, cognito, keycloak, authentik, google, generic

    /// The trust for an issuer of this kind.
    /// - Parameters:
    ///   - issuer: as the operator wrote it; a trailing slash is set right where the provider always, or never, has
    ///     one.
    ///   - audiences: what tokens for this server carry.
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

    /// What identifies a person for ever in this kind's ID tokens. Its access tokens may have the same elsewhere:
    /// whoever logs in here and whoever sends an access token must come out as one person.
    package var loginSubject: String {
        switch self {
        // `sub` differs from application to application; the issuer holds the tenant (`tid`).
        case .entra: "oid"
        case .auth0, .okta, .cognito, .keycloak, .authentik, .google, .generic: "sub"
        }
    }

    /// Without `audience=` in the authorization request Auth0 gives out an encrypted token nobody else can read.
    private func auth0(_ trust: inout IssuerTrust) {
        trust.issuer = Self.slashed(trust.issuer)
        trust.idTokens = .accessTokensHaveOneOf(["azp", "scope", "gty", "permissions"])
        trust.claims.client = ["azp", "client_id"]
        // With “Add Permissions in the Access Token” these are all that the person may do.
        trust.claims.scopes = ["scope", "permissions"]
        trust.claims.allScopes = "permissions"
        trust.claims.roles = ["roles"]
        // In both of its token profiles; `gty` is in one alone.
        trust.clientTokens = .claim("sub", ["*@clients"])
    }

    /// Tokens of the org server (no `/oauth2/…` in the issuer) are not for others to verify; a custom server's are.
    private func okta(_ trust: inout IssuerTrust) {
        trust.issuer = Self.unslashed(trust.issuer)
        trust.idTokens = .accessTokensHaveOneOf(["cid", "scp"])
        // `sub` is the login name here, which may pass to another person one day; `uid` is what ID tokens have as
        // `sub`.
        trust.claims.subject = "uid"
        trust.claims.userName = ["preferred_username", "sub"]
        trust.claims.client = ["cid"]
        trust.claims.scopes = ["scp"]
        trust.claims.roles = ["groups"]
    }

    /// Which of the two issuers a token has depends on the API's manifest, not on the endpoint asked; `aud` likewise is
    /// the application's GUID or its `api://` URI. People are known by `oid`: `sub` differs from application to
    /// application.
    private func entra(_ trust: inout IssuerTrust) {
        if let (v2, v1, tenant) = EntraCloud.issuers(trust.issuer) {
            trust.issuer = v2
            trust.aliases.insert(Identifier(v1))
            // Comes only where the client asked for the scope `profile`; the issuer holds the tenant too.
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
        // A client's own tokens have no `scp`; what it was permitted stands among the roles.
        trust.claims.scopes = ["scp", "roles"]
        trust.claims.roles = ["roles", "groups"]
        trust.clientTokens = .without("scp")
    }

    /// The client stands for the audience, and `token_use` tells the kinds apart. There is an `aud` only where a
    /// person's client named a resource, as MCP clients do.
    private func cognito(_ trust: inout IssuerTrust) {
        trust.issuer = Self.unslashed(trust.issuer)
        trust.audienceClaims = ["client_id"]
        trust.resourceClaim = "aud"
        trust.requiredClaims["token_use"] = ["access"]
        trust.idTokens = .accessTokensHaveOneOf(["token_use"])
        trust.claims.client = ["client_id"]
        trust.claims.userName = ["username", "cognito:username"]
        trust.claims.scopes = ["scope"]
        // Before every scope of an API stands the identifier of its resource server, and a slash, which no scope's own
        // name has.
        trust.scopes.prefixes = .upToLastSlash
        trust.claims.roles = ["cognito:groups"]
        trust.clientTokens = .subjectIsClient
    }

    /// Its `aud` holds us only after an audience mapper was added; the kind stands in the payload's `typ`.
    private func keycloak(_ trust: inout IssuerTrust) {
        trust.issuer = Self.unslashed(trust.issuer)
        trust.requiredClaims["typ"] = ["Bearer"]
        trust.idTokens = .accessTokensHaveOneOf(["typ"])
        trust.claims.client = ["azp", "client_id"]
        trust.claims.roles = ["realm_access.roles", "groups"]
        trust.clientTokens = .claim("preferred_username", ["service-account-*"])
    }

    /// The audience is the client id, of which there is one per application; only `azp` tells an access token: what
    /// scope mappings return, `scope` too, comes into both.
    private func authentik(_ trust: inout IssuerTrust) {
        // An issuer that overrides the provider's own stays as it is written.
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

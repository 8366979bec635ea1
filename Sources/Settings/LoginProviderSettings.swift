package import Base
package import Identity

/// An OpenID provider that people log in with.
package struct LoginProviderSettings: Sendable {
    package let name: String
    package let title: String
    package let issuer: String
    package let clientID: String
    package let clientSecret: Secret?
    /// Separated by spaces.
    package let scopes: String
    /// The claim that identifies a person permanently: the same as in the provider's access tokens.
    package let personClaim: String
    package let discoveryURL: String?
    package let jwksURL: String?
    /// The rules for who can log in, and as whom.
    package let policy: LoginPolicy

    init(_ name: String, _ s: SettingReader) {
        self.name = name
        let key = "login.provider.\(name)"
        let kind: IssuerPreset? = s.optionalChoice(
            "\(key).kind",
            "The product. It sets the defaults of the other settings. By default it is recognized by the URL, else `generic`."
        )
        title = s.string(
            "\(key).title",
            default: name.prefix(1).uppercased() + name.dropFirst(),
            "The name on the login button."
        )
        issuer = s.string("\(key).url", default: "", form: "URL", "The issuer URL, exactly as it appears in `iss`.")
        clientID = s.string("\(key).clientId", default: "", "The client id that the provider gave this server.")
        clientSecret = s.secret(
            "\(key).clientSecret",
            "The client secret that the provider gave this server. Leave it out for a public client."
        )
        scopes = Self.scopes(key, s)
        let groupsClaim = s.string("\(key).groupsClaim", default: "groups", "The claim that lists a person's groups.")
        personClaim =
            s.optional(
                "\(key).subjectClaim",
                "The claim that identifies a person permanently. Default: `sub`, or that of the product (Entra: `oid`)."
            ) ?? IssuerPreset(kind, at: issuer).loginSubject
        discoveryURL = s.optional(
            "\(key).discoveryUrl",
            form: "URL",
            "The URL of its discovery document, if it is not below the issuer URL."
        )
        jwksURL = s.optional(
            "\(key).jwksUrl",
            form: "URL",
            "The URL of its signing keys. By default found by discovery."
        )
        policy = Self.policy(key, groupsClaim: groupsClaim, s)
        if s.isMissing("\(key).url") { s.note("\(key).url is not set. Set it to the provider's issuer URL.") }
        if s.isMissing("\(key).clientId") {
            s.note("\(key).clientId is not set. Register this server at the provider to get one.")
        }
    }

    /// The scopes, also from a list with commas or a YAML list.
    private static func scopes(_ key: String, _ s: SettingReader) -> String {
        let text = s.string(
            "\(key).scopes",
            default: "openid profile email",
            "The scopes to request, separated by spaces or commas."
        )
        let scopes = text.split { $0 == "," || $0.isWhitespace }.map(String.init)
        for scope in scopes where !ScopeText.isToken(scope) {
            s.note("\(key).scopes: “\(ShownText.brief(scope))” is not a scope. Separate scopes with spaces or commas.")
        }
        return scopes.joined(separator: " ")
    }

    private static func policy(_ key: String, groupsClaim: String, _ s: SettingReader) -> LoginPolicy {
        var policy = LoginPolicy()
        policy.groupsClaim = groupsClaim
        policy.allowedDomains =
            s.list(
                "\(key).allowedDomains",
                "Email domains that can log in. Default: any.",
                each: ListEntry.emailDomain
            ).identifiers
        policy.allowedGroups =
            s.list("\(key).allowedGroups", "Groups that can log in. Default: any.", each: ListEntry.group).identifiers
        policy.administratorGroups =
            s.list(
                "\(key).administratorGroups",
                "Groups whose members can manage the users (`/users`) of every workspace they are members of.",
                each: ListEntry.group
            ).identifiers
        policy.emailAsName = s.bool(
            "\(key).emailAsUser",
            default: true,
            "Use the verified email address as the user name."
        )
        policy.trustsUnverifiedEmail = s.bool(
            "\(key).trustUnverifiedEmail",
            default: false,
            "Also accept email addresses that the provider does not mark as verified. Authentik never marks them."
        )
        policy.linksByEmail = s.bool(
            "\(key).linkByEmail",
            default: false,
            "Log a person in to an existing account with the same verified email address. The provider's administrator could then sign in "
                + "as any user."
        )
        return policy
    }
}

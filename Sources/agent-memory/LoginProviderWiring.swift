import Authorization
import Base
import Identity
import Outbound
import Settings

extension LoginProviderSettings {
    /// - Throws: `SettingProblems` naming every address that nothing could be fetched from, ever. The issuer's own is a
    ///   name and no more where another says where its discovery document is; without one nobody could log in.
    static func check(_ providers: [LoginProviderSettings], _ http: GuardedHTTP) async throws {
        let problems = await http.objections(
            to: providers.flatMap {
                [
                    ("login.provider.\($0.name).url", $0.discoveryURL == nil ? $0.issuer : nil),
                    ("login.provider.\($0.name).discoveryUrl", $0.discoveryURL),
                    ("login.provider.\($0.name).jwksUrl", $0.jwksURL),
                ]
            }
        )
        try SettingProblems.report(problems)
    }

    var options: OIDCProvider.Options {
        var options = OIDCProvider.Options(
            name: name,
            title: title,
            issuer: issuer,
            clientID: clientID,
            clientSecret: clientSecret
        )
        options.scopes = scopes
        options.groupsClaim = groupsClaim
        options.subjectClaim = personClaim
        options.discoveryURL = discoveryURL
        options.jwksURL = jwksURL
        return options
    }

    /// What identifies a person for ever: the same as in access tokens.
    var personClaim: String { subjectClaim ?? IssuerPreset(kind, at: issuer).loginSubject }

    var policy: LoginPolicy {
        var policy = LoginPolicy()
        policy.allowedDomains = allowedDomains.map { $0.lowercased() }.identifiers
        policy.groupsClaim = groupsClaim
        policy.allowedGroups = allowedGroups.identifiers
        policy.administratorGroups = administratorGroups.identifiers
        policy.emailAsName = emailAsUser
        policy.trustsUnverifiedEmail = trustUnverifiedEmail
        policy.linksByEmail = linkByEmail
        return policy
    }
}

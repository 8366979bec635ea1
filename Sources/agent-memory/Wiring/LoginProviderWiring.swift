import Base
import Identity
import Outbound
import Settings

extension LoginProviderSettings {
    /// - Throws: `SettingProblems` that names every address which can never be fetched.
    static func check(_ providers: [LoginProviderSettings], _ http: GuardedHTTP) async throws {
        try SettingProblems.report(await problems(of: providers, http))
    }

    /// Every address that can never be fetched. The issuer URL is only a name when another setting gives the address of
    /// the discovery document. Without that document nobody can log in.
    static func problems(of providers: [LoginProviderSettings], _ http: GuardedHTTP) async -> [String] {
        await http.objections(
            to: providers.flatMap {
                [
                    ("login.provider.\($0.name).url", $0.discoveryURL == nil && !$0.issuer.isEmpty ? $0.issuer : nil),
                    ("login.provider.\($0.name).discoveryUrl", $0.discoveryURL),
                    ("login.provider.\($0.name).jwksUrl", $0.jwksURL),
                ]
            }
        )
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
        options.groupsClaim = policy.groupsClaim
        options.subjectClaim = personClaim
        options.discoveryURL = discoveryURL
        options.jwksURL = jwksURL
        return options
    }
}

extension OAuthSettings {
    /// The identity providers where people log in.
    func loginProviders(_ http: GuardedHTTP, _ time: any TimeSource) -> [OIDCProvider] {
        providerOptions.map { OIDCProvider($0, http: http, time: time) }
    }

    var providerOptions: [OIDCProvider.Options] {
        providers.map { provider in
            var options = provider.options
            options.idTokenBytes = idTokenKilobytes << 10
            return options
        }
    }
}

import Base
import HTTPAPI
import Identity
import JOSE
import Settings

/// The identity providers for the administrators' page: by which rules each is trusted, and what `doctor` finds.
extension Examination {
    func providers() async -> (providers: [ProviderExamination], general: [ServerFinding]) {
        var findings = Findings(nil)
        await issuers(&findings)
        await loginProviders(&findings)
        var general = findings.found
        func take(_ part: String) -> [ServerFinding] {
            defer { general.removeAll { $0.part == part } }
            return general.filter { $0.part == part }
        }
        let logins = settings.oauth.providers.map { provider in
            ProviderExamination(
                name: provider.name,
                address: provider.issuer,
                purpose: .login,
                rules: rules(of: provider),
                findings: take("login provider \(provider.name)")
            )
        }
        let issuers = settings.auth.issuers.map { issuer in
            ProviderExamination(
                name: issuer.name,
                address: issuer.trust.issuer,
                purpose: .tokens,
                rules: Self.rules(of: issuer),
                findings: take("issuer \(issuer.name)")
            )
        }
        return (logins + issuers, general)
    }

    private func rules(of provider: LoginProviderSettings) -> [ProviderExamination.Rule] {
        let policy = provider.policy
        return [
            .init("Client id", provider.clientID),
            settings.ownIssuer.map { .init("Redirect URI", LoginRedirect.uri(issuer: $0, provider: provider.name)) },
            .init("Scopes", provider.scopes),
            Self.rule("Email domains", policy.allowedDomains, none: "all"),
            Self.rule("Groups", policy.allowedGroups, none: "all"),
            Self.rule("Groups of administrators", policy.administratorGroups, none: "none"),
        ].compactMap(\.self)
    }

    private static func rules(of issuer: IssuerSettings) -> [ProviderExamination.Rule] {
        let trust = issuer.trust
        return [
            rule("Audiences", trust.audiences, none: "none"),
            .init("Algorithms", trust.algorithms.map(\.rawValue).sorted().joined(separator: ", ")),
            .init("User name from", trust.claims.userName.map(\.description).joined(separator: ", ")),
            rule("Clients that are services", Set(trust.services.keys), none: "none"),
            .init("Needed to start", issuer.required ? "yes" : "no"),
        ]
    }

    private static func rule(_ name: String, _ values: Set<Identifier>, none: String) -> ProviderExamination.Rule {
        .init(name, values.isEmpty ? none : values.map(\.text).sorted().joined(separator: ", "))
    }
}

/// The identity providers of the server, for its administrators.
struct ProvidersPage: WebPage {
    static let template = "providers"

    struct Provider: Sendable {
        let name: String
        let address: String
        let isLogin: Bool
        let isFine: Bool
        let rules: [ProviderExamination.Rule]
        let findings: [ServerHealthPage.Finding]
    }

    let title = localized("Identity providers")
    let tab = ["providers": true]
    let providers: [Provider]
    let hasProviders: Bool
    /// Findings about none of them alone.
    let general: [ServerHealthPage.Finding]

    init(_ found: (providers: [ProviderExamination], general: [ServerFinding])) {
        providers = found.providers.map { provider in
            Provider(
                name: provider.name,
                address: provider.address,
                isLogin: provider.purpose == .login,
                isFine: !provider.findings.contains { $0.level == .fail },
                rules: provider.rules.map {
                    .init(PageLanguage.current.sentence($0.name), PageLanguage.current.sentence($0.value))
                },
                findings: provider.findings.map(ServerHealthPage.Finding.init)
            )
        }
        hasProviders = !providers.isEmpty
        general = found.general.map(ServerHealthPage.Finding.init)
    }
}

import Authorization
import Base
import HTTPAPI
import Identity
import Memories
import Outbound
import SQLStorage
import Settings

/// The pages that people log in to; nil when the server has no address of its own, or nobody can log in. An
/// authorization server always has them, because it needs them.
struct PagesWiring {
    /// Our own address, `https://host`; with an authorization server, the address of the issuer.
    let origin: String
    /// The address for MCP clients.
    private let mcpURL: String
    private let settings: ServerSettings
    private let stores: AuthorizationStores
    private let tools: OperatorTools
    private let operatorChosen: GuardedHTTP
    /// Nil for one of this process.
    private let secret: PageSecret?
    /// Nil for the memory of this process.
    private let passing: (any PassingStore)?
    private let time: any TimeSource
    private let random: any RandomSource

    /// - Throws: `SettingProblems` naming addresses of login providers that can never be fetched.
    init?(
        _ settings: ServerSettings,
        stores: AuthorizationStores,
        shared: SharedState?,
        tools: OperatorTools,
        time: any TimeSource,
        random: any RandomSource
    ) async throws {
        guard let origin = settings.pagesOrigin, let resources = settings.resources else { return nil }
        self.origin = origin
        mcpURL = resources.names[0]
        self.settings = settings
        self.stores = stores
        self.tools = tools
        self.time = time
        self.random = random
        passing = shared?.passing
        if let shared {
            let vault = try settings.oauth.signing.vault
            secret = try await PageSecret(sharedIn: shared.secrets, vault: vault, random: random)
        } else {
            secret = nil
        }
        operatorChosen = try settings.outbound.operatorChosen()
        try await LoginProviderSettings.check(settings.oauth.providers, operatorChosen)
    }

    /// The objects that the pages share with each other and with the authorization server.
    func environment(
        proxies: TrustedProxies,
        languages: [PageLanguage],
        meter: (any RequestMeter)?
    ) -> PageEnvironment {
        PageEnvironment(
            sessions: BrowserSessions(
                store: stores.sessions,
                random: random,
                lifetime: .seconds(settings.oauth.sessionHours * 3_600)
            ),
            workspaces: tools.stores.workspaces,
            origin: origin,
            proxies: proxies,
            secret: secret,
            passing: passing,
            languages: languages,
            meter: meter,
            random: random,
            time: time
        )
    }

    /// - Parameters:
    ///   - asker: the authorization server; nil without one.
    ///   - receipts: signs with its keys; nil without one.
    ///   - managed: what administrators manage of it; nil without one.
    func feature(
        _ environment: PageEnvironment,
        asker: (any LoginAsker)?,
        authenticator: TokenAuthenticator,
        memories: MemoryService,
        profiles: UserProfiles,
        receipts: ReceiptSigner?,
        managed: ManagedAuthorization?,
        inspection: any ServerInspection
    ) -> AccountPages {
        AccountPages(
            environment: environment,
            login: LoginMeans(
                passwords: LocalLogin(users: tools.stores.users, passwords: stores.passwords),
                offersPassword: settings.oauth.localLogin,
                federation: federation,
                passkeys: RelyingParty(origin: origin).map { party in
                    Passkeys(
                        party: party,
                        store: stores.passkeys,
                        spent: stores.oneTime,
                        secret: secret,
                        random: random
                    )
                },
                asker: asker,
                instances: settings.auth.instances
            ),
            authenticator: authenticator,
            holdings: PersonalHoldings(
                identity: tools.stores,
                authorization: stores,
                logins: tools.logins,
                tokens: tools.tokens,
                mint: tools.mint,
                applications: asker.map { _ in
                    ConnectedApplications(
                        stores: stores,
                        workspaces: tools.stores.workspaces,
                        revocations: tools.revocations
                    )
                },
                memories: memories,
                pauses: ApplicationPauses(store: tools.stores.pauses, revocations: tools.revocations),
                profiles: profiles,
                receipts: receipts
            ),
            directories: Directories(
                users: tools.users,
                workspaces: tools.workspaces,
                invitations: tools.invitations,
                inspection: inspection,
                managed: managed,
                version: Version.current,
                settings: settings.entries.map { entry in
                    ShownSetting(
                        key: entry.key,
                        help: entry.help,
                        value: entry.shown,
                        fallback: entry.fallback,
                        source: entry.source.description,
                        isSecret: entry.isSecret,
                        isSet: entry.source != .byDefault
                    )
                }
            ),
            mcpURL: mcpURL
        )
    }

    /// Removes logins and invitations that have expired.
    func purge() async throws {
        _ = try await stores.sessions.purge(expiredBefore: time.now())
        _ = try await stores.invitations.purge(expiredBefore: time.now())
        _ = try await passing?.purge(expiredBefore: time.now())
    }

    private var federation: FederatedLogin {
        let policies = Dictionary(settings.oauth.providers.map { (Identifier($0.name), $0.policy) }) { first, _ in first
        }
        return FederatedLogin(
            providers: settings.oauth.loginProviders(operatorChosen, time),
            policies: policies,
            sessions: stores.sessions,
            users: tools.stores.users,
            provisioning: Provisioning(time: time, random: random),
            random: random
        )
    }
}

extension ServerSettings {
    /// The address of the pages that people log in to; nil when there are none.
    var pagesOrigin: String? {
        if let ownIssuer { return ownIssuer }
        let canLogIn = oauth.localLogin || !oauth.providers.isEmpty
        return auth.mode == .token && canLogIn ? http.origin : nil
    }
}

import Authorization
import Base
import HTTPAPI
import Identity
import JOSE
import Logging
import Outbound
import SQLStorage
import Settings

/// The authorization server put together; absent when it is switched off or has no name to be known by.
struct AuthorizationServerWiring {
    /// Judges the access tokens it issues.
    let accessTokens: OwnAccessTokens
    let keys: KeyRing
    let issuer: String
    private let catalogue: ResourceCatalogue
    private let stores: AuthorizationStores
    private let settings: ServerSettings
    private let tools: OperatorTools
    private let operatorChosen: GuardedHTTP
    private let time: any TimeSource
    private let random: any RandomSource

    /// The server has its data directory for itself: keys are made, sealed and retired here.
    init?(
        _ settings: ServerSettings,
        stores: AuthorizationStores,
        tools: OperatorTools,
        time: any TimeSource,
        random: any RandomSource
    )
        async throws
    {
        guard let (issuer, resources) = Self.names(settings) else { return nil }
        self.issuer = issuer
        self.settings = settings
        self.stores = stores
        self.tools = tools
        operatorChosen = try settings.outbound.operatorChosen()
        try await LoginProviderSettings.check(settings.oauth.providers, operatorChosen)
        self.time = time
        self.random = random
        catalogue = resources
        let (oauth, now) = (settings.oauth, time.now())
        let rotation = KeyRotation(store: stores.keys, vault: try oauth.keyVault)
        try await rotation.start(on: oauth.algorithm.token, given: oauth.givenKey, at: now)
        keys = try await Self.keys(settings, tools, at: now)
        accessTokens = OwnAccessTokens(issuer: issuer, resources: catalogue, keys: keys, grants: stores.grants)
    }

    /// Judges the access tokens of the server beside which this process works, by keys that it reads and neither makes
    /// nor changes.
    /// - Throws: where there are none yet, or they do not open with these settings.
    static func reader(_ settings: ServerSettings, tools: OperatorTools, at now: Timestamp) async throws
        -> OwnAccessTokens?
    {
        guard let (issuer, resources) = names(settings) else { return nil }
        return OwnAccessTokens(
            issuer: issuer,
            resources: resources,
            keys: try await keys(settings, tools, at: now),
            grants: tools.authorization.grants
        )
    }

    /// Who we are to clients, and what our tokens are for, which may have other names; nil when there is no
    /// authorization server.
    private static func names(_ settings: ServerSettings) -> (issuer: String, resources: ResourceCatalogue)? {
        guard let issuer = settings.ownIssuer, let resources = settings.resources else { return nil }
        return (issuer, resources)
    }

    private static func keys(_ settings: ServerSettings, _ tools: OperatorTools, at now: Timestamp) async throws
        -> KeyRing
    {
        try await KeyRing(
            store: tools.authorization.keys,
            vault: settings.oauth.keyVault,
            algorithm: settings.oauth.algorithm.token,
            revocations: tools.revocations,
            at: now
        )
    }

    func features(authenticator: TokenAuthenticator, proxies: TrustedProxies, logger: Logger) throws -> [any Feature] {
        let oauth = settings.oauth
        let guarded = GuardedHTTP(reach: .internet)
        let documents =
            oauth.documents
            ? ClientDocuments(
                http: GuardedHTTP(reach: .internet, limits: Self.documentLimits),
                allowedDomains: Set(oauth.documentDomains),
                schemes: RedirectSchemes(adding: oauth.redirectSchemes)
            )
            : nil
        let directory = ClientDirectory(clients: stores.clients, documents: documents)
        let clients = ClientAuthenticator(
            clients: directory,
            assertions: ClientAssertionVerifier(
                issuer: issuer,
                oneTime: stores.oneTime,
                keySets: ClientKeys(http: guarded)
            )
        )
        let refresh = RefreshTokenPolicy(idleLifetime: .seconds(oauth.refreshTokenDays * 86_400), random: random)
        let lifetime = Duration.seconds(oauth.accessTokenSeconds)
        let door = AuthorizationDoor(
            options: .init(
                issuer: issuer,
                resources: catalogue,
                registersClients: oauth.registration != .off,
                acceptsDocuments: oauth.documents,
                algorithm: oauth.algorithm.token.rawValue,
                localLogin: oauth.localLogin
            ),
            server: AuthorizationServer(
                options: .init(issuer: issuer, resources: catalogue, codeLifetime: .seconds(oauth.codeSeconds)),
                clients: directory,
                stores: stores,
                workspaces: tools.stores.workspaces,
                random: random
            ),
            tokens: TokenEndpoint(
                authenticator: clients,
                grants: [
                    AuthorizationCodeGrant(
                        stores: stores,
                        resources: catalogue,
                        refreshTokens: refresh,
                        revocations: tools.revocations
                    ),
                    RefreshTokenGrant(
                        grants: stores.grants,
                        resources: catalogue,
                        policy: refresh,
                        revocations: tools.revocations
                    ),
                    ClientCredentialsGrant(
                        grants: stores.grants,
                        resources: catalogue,
                        random: random,
                        lifetime: lifetime
                    ),
                ],
                issuer: TokenIssuer(
                    issuer: issuer,
                    keys: keys,
                    users: tools.stores.users,
                    random: random,
                    lifetime: lifetime
                ),
                clients: stores.clients,
                log: logger
            ),
            registration: ClientRegistration(
                clients: stores.clients,
                random: random,
                policy: oauth.registrationPolicy,
                limit: oauth.clientLimit,
                schemes: RedirectSchemes(adding: oauth.redirectSchemes),
                revocations: tools.revocations
            ),
            authenticator: clients,
            revocation: Revocation(accessTokens: accessTokens, grants: stores.grants, epoch: tools.revocations),
            introspection: Introspection(accessTokens: accessTokens, grants: stores.grants, issuer: issuer),
            userinfo: Userinfo(accessTokens: accessTokens, grants: stores.grants),
            keys: keys,
            time: time,
            proxies: proxies
        )
        let web = try WebDoor(
            sessions: BrowserSessions(
                store: stores.sessions,
                random: random,
                lifetime: .seconds(oauth.sessionHours * 3_600)
            ),
            origin: issuer,
            random: random,
            time: time
        )
        let account = AccountDoor(
            web: web,
            door: door,
            local: LocalLogin(users: tools.stores.users, passwords: stores.passwords),
            federation: federation,
            authenticator: authenticator,
            stores: stores,
            identity: tools.stores,
            tokens: tools.tokens,
            mint: tools.mint,
            epoch: tools.revocations
        )
        return [door, account]
    }

    /// What is to be forgotten at every start is.
    func open() async throws {
        guard settings.oauth.forgets else { return }
        try await stores.state.forget()
        tools.revocations.bump()
    }

    /// What nobody can use any more goes.
    func purge() async throws {
        let now = time.now()
        let dayAgo = now.advanced(by: .seconds(-86_400))
        _ = try await stores.codes.purge(expiredBefore: dayAgo)
        _ = try await stores.grants.purge(expiredBefore: now)
        _ = try await stores.sessions.purge(expiredBefore: now)
        _ = try await stores.clients.purge(
            unusedSince: now.advanced(by: .seconds(-settings.oauth.unusedClientDays * 86_400))
        )
        _ = try await stores.keys.purge(retiredBefore: now)
    }

    private var federation: FederatedLogin {
        let providers = settings.oauth.providers.map { provider in
            var options = provider.options
            options.idTokenBytes = settings.oauth.idTokenKilobytes << 10
            return OIDCProvider(options, http: operatorChosen, time: time)
        }
        let policies = Dictionary(settings.oauth.providers.map { (Identifier($0.name), $0.policy) }) { first, _ in first
        }
        return FederatedLogin(
            providers: providers,
            policies: policies,
            sessions: stores.sessions,
            users: tools.stores.users,
            provisioning: Provisioning(time: time, random: random),
            random: random
        )
    }

    private static var documentLimits: GuardedHTTP.Limits {
        var limits = GuardedHTTP.Limits()
        limits.bytes = ClientDocuments.sizeLimit
        limits.timeout = .seconds(5)
        return limits
    }
}

extension OAuthSettings.SigningAlgorithm {
    var token: TokenAlgorithm {
        switch self {
        case .rs256: .rs256
        case .es256: .es256
        case .ed25519: .ed25519
        case .ps256: .ps256
        case .hs256: .hs256
        }
    }
}

extension OAuthSettings {
    /// The signing key that the settings name; nil when one is made here.
    /// - Throws: `CommandFailure` for what is no key of the algorithm.
    var givenKey: TokenKey? {
        get throws {
            guard let material = algorithm == .hs256 ? sharedSecret : privateKey else { return nil }
            guard let key = try? TokenKey(material, algorithm: algorithm.token) else {
                throw CommandFailure("\(keySetting) \(PEMText.diagnosis(of: material, algorithm: algorithm.rawValue)).")
            }
            return key
        }
    }

    /// Opens what was sealed by earlier versions too, which took the white space around the key for a part of it.
    var keyVault: KeyVault {
        get throws { try KeyVault(encryptionKey: keyEncryption, former: untrimmedKeyEncryption) }
    }

    /// The setting a key is given by.
    var keySetting: String { algorithm == .hs256 ? "oauth.sharedSecret" : "oauth.privateKey" }

    fileprivate var registrationPolicy: ClientRegistration.Policy {
        switch registration {
        case .open: .open
        case .off: .off
        case .token: registrationToken.map { .token($0) } ?? .off
        }
    }
}

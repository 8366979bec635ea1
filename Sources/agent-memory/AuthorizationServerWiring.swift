import Base
import HTTPAPI
import Identity
import JOSE
import Outbound
import SQLStorage
import Settings

/// The authorization server put together; absent when it is switched off or has no name to be known by.
struct AuthorizationServerWiring {
    /// Judges the access tokens it issues.
    let accessTokens: OwnAccessTokens
    let keys: KeyRing
    let issuer: String
    private let rotation: KeyRotation
    private let catalogue: ResourceCatalogue
    private let stores: AuthorizationStores
    private let settings: ServerSettings
    private let tools: OperatorTools
    private let operatorChosen: GuardedHTTP
    private let time: any TimeSource
    private let random: any RandomSource

    init?(_ settings: ServerSettings, stores: AuthorizationStores, tools: OperatorTools, time: any TimeSource, random: any RandomSource)
        async throws
    {
        let oauth = settings.oauth
        guard oauth.enabled, settings.auth.mode == .token, let origin = settings.http.origin else { return nil }
        let issuer = oauth.issuer ?? origin
        self.issuer = issuer
        self.settings = settings
        self.stores = stores
        self.tools = tools
        operatorChosen = try settings.outbound.operatorChosen()
        self.time = time
        self.random = random
        catalogue = ResourceCatalogue(names: ResourceMetadataRoutes.resources(publicURL: origin))
        let vault = try KeyVault(encryptionKey: oauth.keyEncryption)
        let algorithm = oauth.algorithm.token
        rotation = KeyRotation(store: stores.keys, vault: vault)
        if let key = try oauth.givenKey { try await rotation.adopt(key, at: time.now()) }
        keys = try await KeyRing(store: stores.keys, vault: vault, algorithm: algorithm, at: time.now())
        accessTokens = OwnAccessTokens(issuer: issuer, resources: catalogue, keys: keys, grants: stores.grants)
    }

    func features(authenticator: TokenAuthenticator, proxies: TrustedProxies) throws -> [any Feature] {
        let oauth = settings.oauth
        let guarded = GuardedHTTP(reach: .internet)
        let documents =
            oauth.documents
            ? ClientDocuments(http: GuardedHTTP(reach: .internet, limits: Self.documentLimits), allowedDomains: Set(oauth.documentDomains))
            : nil
        let directory = ClientDirectory(clients: stores.clients, documents: documents)
        let clients = ClientAuthenticator(
            clients: directory,
            assertions: ClientAssertionVerifier(issuer: issuer, oneTime: stores.oneTime, keySets: ClientKeys(http: guarded)))
        let refresh = RefreshTokenPolicy(idleLifetime: .seconds(oauth.refreshTokenDays * 86_400), random: random)
        let lifetime = Duration.seconds(oauth.accessTokenSeconds)
        let door = AuthorizationDoor(
            options: .init(
                issuer: issuer, resources: catalogue, registersClients: oauth.registration != .off, acceptsDocuments: oauth.documents,
                algorithm: oauth.algorithm.token.rawValue, localLogin: oauth.localLogin),
            server: AuthorizationServer(
                options: .init(issuer: issuer, resources: catalogue, codeLifetime: .seconds(oauth.codeSeconds)), clients: directory,
                stores: stores, workspaces: tools.stores.workspaces, random: random),
            tokens: TokenEndpoint(
                authenticator: clients,
                grants: [
                    AuthorizationCodeGrant(
                        stores: stores, resources: catalogue, refreshTokens: refresh, revocations: tools.revocations),
                    RefreshTokenGrant(grants: stores.grants, resources: catalogue, policy: refresh, revocations: tools.revocations),
                    ClientCredentialsGrant(grants: stores.grants, resources: catalogue, random: random, lifetime: lifetime),
                ],
                issuer: TokenIssuer(issuer: issuer, keys: keys, users: tools.stores.users, random: random, lifetime: lifetime),
                clients: stores.clients),
            registration: ClientRegistration(
                clients: stores.clients, random: random, policy: oauth.registrationPolicy, limit: oauth.clientLimit,
                revocations: tools.revocations),
            authenticator: clients,
            revocation: Revocation(accessTokens: accessTokens, grants: stores.grants, epoch: tools.revocations),
            introspection: Introspection(accessTokens: accessTokens, grants: stores.grants, issuer: issuer),
            userinfo: Userinfo(accessTokens: accessTokens, grants: stores.grants), keys: keys, time: time, proxies: proxies)
        let web = try WebDoor(
            sessions: BrowserSessions(
                store: stores.sessions, random: random, lifetime: .seconds(oauth.sessionHours * 3_600)),
            origin: issuer, random: random, time: time)
        let account = AccountDoor(
            web: web, door: door, local: LocalLogin(users: tools.stores.users, passwords: stores.passwords), federation: federation,
            authenticator: authenticator, stores: stores, identity: tools.stores, tokens: tools.tokens, mint: tools.mint,
            epoch: tools.revocations)
        return [door, account]
    }

    /// Once the server is the only one on its database: what is to be forgotten is, and keys of an algorithm that is no longer asked
    /// for retire.
    func open() async throws {
        if settings.oauth.forgets {
            try await stores.state.forget()
            tools.revocations.bump()
        }
        try await rotation.settle(on: settings.oauth.algorithm.token, at: time.now())
        try await keys.reload(at: time.now())
    }

    /// What nobody can use any more goes.
    func purge() async throws {
        let now = time.now()
        let dayAgo = now.advanced(by: .seconds(-86_400))
        _ = try await stores.codes.purge(expiredBefore: dayAgo)
        _ = try await stores.grants.purge(expiredBefore: now)
        _ = try await stores.sessions.purge(expiredBefore: now)
        _ = try await stores.clients.purge(unusedSince: now.advanced(by: .seconds(-settings.oauth.unusedClientDays * 86_400)))
        _ = try await stores.keys.purge(retiredBefore: now)
        try await keys.reload(at: now)
    }

    private var federation: FederatedLogin {
        let providers = settings.oauth.providers.map { OIDCProvider($0.options, http: operatorChosen, time: time) }
        let policies = Dictionary(settings.oauth.providers.map { ($0.name, $0.policy) }) { first, _ in first }
        return FederatedLogin(
            providers: providers, policies: policies, sessions: stores.sessions, users: tools.stores.users,
            provisioning: Provisioning(time: time, random: random), random: random)
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
            // In one line of an environment file, a PEM's line ends are written out.
            let text = algorithm == .hs256 ? material : Secret(material.reveal().replacing("\\n", with: "\n"))
            guard let key = try? TokenKey(text, algorithm: algorithm.token) else {
                throw CommandFailure(
                    "\(keySetting) is no private key for \(algorithm.rawValue) in PKCS #8 PEM; openssl pkcs8 -topk8 -nocrypt makes one of others."
                )
            }
            return key
        }
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

extension LoginProviderSettings {
    var options: OIDCProvider.Options {
        var options = OIDCProvider.Options(name: name, title: title, issuer: issuer, clientID: clientID, clientSecret: clientSecret)
        options.scopes = scopes
        options.groupsClaim = groupsClaim
        options.subjectClaim = subjectClaim ?? kind.preset.loginSubject
        options.discoveryURL = discoveryURL
        options.jwksURL = jwksURL
        return options
    }

    fileprivate var policy: LoginPolicy {
        var policy = LoginPolicy()
        policy.allowedDomains = Set(allowedDomains.map { $0.lowercased() })
        policy.allowedGroups = Set(allowedGroups)
        policy.administratorGroups = Set(administratorGroups)
        policy.emailAsName = emailAsUser
        policy.trustsUnverifiedEmail = trustUnverifiedEmail
        policy.linksByEmail = linkByEmail
        return policy
    }
}

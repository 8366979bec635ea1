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
        self.time = time
        self.random = random
        catalogue = resources
        let (oauth, now) = (settings.oauth, time.now())
        let rotation = KeyRotation(store: stores.keys, vault: try oauth.signing.vault, revocations: tools.revocations)
        try await rotation.start(on: oauth.signing.algorithm, given: oauth.signing.key, at: now)
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
            vault: settings.oauth.signing.vault,
            algorithm: settings.oauth.signing.algorithm,
            revocations: tools.revocations,
            at: now
        )
    }

    /// - Parameter people: the pages where people log in and consent.
    /// - Returns: the endpoints, and what tells the login page who sent a person there.
    func feature(
        people: any ConsentPages,
        proxies: TrustedProxies,
        logger: Logger
    ) throws -> (endpoints: AuthorizationEndpoints, asker: AuthorizationAsker) {
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
        let server = AuthorizationServer(
            options: .init(issuer: issuer, resources: catalogue, codeLifetime: .seconds(oauth.codeSeconds)),
            clients: directory,
            stores: stores,
            workspaces: tools.stores.workspaces,
            random: random
        )
        let endpoints = AuthorizationEndpoints(
            metadata: MetadataRoutes(
                options: .init(
                    issuer: issuer,
                    registersClients: oauth.registration != .off,
                    acceptsDocuments: oauth.documents,
                    algorithm: oauth.signing.algorithm.rawValue
                ),
                keys: keys,
                time: time
            ),
            registration: RegistrationRoutes(
                registration: ClientRegistration(
                    clients: stores.clients,
                    random: random,
                    policy: oauth.registration,
                    limit: oauth.clientLimit,
                    schemes: RedirectSchemes(adding: oauth.redirectSchemes),
                    revocations: tools.revocations
                ),
                issuer: issuer,
                proxies: proxies,
                time: time
            ),
            tokens: TokenRoutes(
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
                authenticator: clients,
                revocation: Revocation(
                    accessTokens: accessTokens,
                    grants: stores.grants,
                    revocations: tools.revocations
                ),
                introspection: Introspection(accessTokens: accessTokens, grants: stores.grants, issuer: issuer),
                userinfo: Userinfo(accessTokens: accessTokens, grants: stores.grants),
                time: time
            ),
            authorize: try AuthorizeRoutes(server: server, people: people, time: time)
        )
        return (endpoints, AuthorizationAsker(server: server))
    }

    /// What is to be forgotten at every start is.
    func open() async throws {
        guard settings.oauth.resetsAtStart else { return }
        try await tools.revoker.forgetAll()
    }

    /// What nobody can use any more goes.
    func purge() async throws {
        let now = time.now()
        let dayAgo = now.advanced(by: .seconds(-86_400))
        _ = try await stores.codes.purge(expiredBefore: dayAgo)
        _ = try await stores.grants.purge(expiredBefore: now)
        _ = try await stores.clients.purge(
            unusedSince: now.advanced(by: .seconds(-settings.oauth.unusedClientDays * 86_400))
        )
        _ = try await stores.keys.purge(retiredBefore: now)
    }

    private static var documentLimits: GuardedHTTP.Limits {
        var limits = GuardedHTTP.Limits()
        limits.bytes = ClientDocuments.sizeLimit
        limits.timeout = .seconds(5)
        return limits
    }
}

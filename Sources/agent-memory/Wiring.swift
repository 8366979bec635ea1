import Authorization
import Base
import HTTPAPI
import Identity
import LocalEmbedding
import Logging
import MCP
import Memories
import Outbound
import PeerAPIs
import SQLStorage
import Settings

/// Where the concrete parts are named, once.
struct Wiring {
    let settings: ServerSettings
    let stores: SQLiteStores
    let operatorTools: OperatorTools
    let memories: MemoryService
    let authenticator: TokenAuthenticator
    let authorization: AuthorizationServerWiring?
    /// Where people log in; nil when nobody can, and beside a server.
    let pages: PagesWiring?
    let trustedIssuers: TrustedIssuerWiring
    let embedding: Embedding
    let time: any TimeSource
    let random: any RandomSource
    let logger: Logger

    /// What a process is started for.
    enum Purpose {
        /// The one server on its data directory; it holds the `ServerLock`.
        case server
        /// MCP over standard streams, beside a server or without one: makes and changes nothing of the authorization
        /// server.
        case standardStreams
    }

    /// Everything a door needs, over an open database.
    init(_ settings: ServerSettings, for purpose: Purpose, logger: Logger) async throws {
        self.settings = settings
        self.logger = logger
        let time = SystemTime()
        let random = SystemRandom()
        self.time = time
        self.random = random
        switch purpose {
        case .server: stores = try Self.openOrCreate(settings)
        case .standardStreams: stores = try Self.openExisting(settings)
        }
        operatorTools = try OperatorTools(stores: stores, settings: settings) { logger.warning("\($0)") }
        embedding = try await Embedding.make(settings, stores: stores)
        memories = MemoryService(
            store: stores.memories,
            workingMemory: stores.workingMemory,
            promotions: stores.promotions,
            embedder: embedding.provider,
            absence: embedding.absence,
            time: time,
            random: random,
            limits: settings.limits.memory,
            log: logger
        )
        let own: OwnAccessTokens?
        switch purpose {
        case .server:
            authorization = try await AuthorizationServerWiring(
                settings,
                stores: stores.authorization,
                tools: operatorTools,
                time: time,
                random: random
            )
            own = authorization?.accessTokens
            pages = try await PagesWiring(
                settings,
                stores: stores.authorization,
                tools: operatorTools,
                time: time,
                random: random
            )
        case .standardStreams:
            authorization = nil
            pages = nil
            do {
                own = try await AuthorizationServerWiring.reader(settings, tools: operatorTools, at: time.now())
            } catch {
                // Most come with an API token and need no keys, nor the secret that opens them.
                own = nil
                logger.debug("access tokens of the authorization server are not taken", metadata: ["cause": "\(error)"])
            }
        }
        trustedIssuers = try await TrustedIssuerWiring(settings, time: time)
        let foreign = trustedIssuers.verifier(
            stores: stores.identity,
            provisioning: Provisioning(time: time, random: random)
        )
        // The issuers come last: what is neither an API token nor our own is theirs or nobody's.
        let identity = stores.identity
        let preset = settings.auth.preset.map { PresetToken($0, userName: settings.auth.presetUser, stores: identity) }
        let verifiers: [(any AccessTokenVerifier)?] = [own, foreign]
        authenticator = TokenAuthenticator(
            apiTokens: identity.apiTokens,
            preset: preset,
            verifiers: verifiers.compactMap(\.self),
            cache: PrincipalCache(
                revocations: operatorTools.revocations,
                lifetime: .seconds(settings.auth.cacheSeconds)
            ),
            failures: FailureLimit(perMinute: settings.auth.failuresPerMinute)
        )
    }

    func server() async throws -> HTTPAPI.Server {
        let options = try httpOptions()
        let profiles = UserProfiles(store: stores.userProfiles, time: time, limits: settings.limits.memory)
        var more: [any Feature] = [CouchbaseUsers(profiles: profiles, options: options)]
        if let pages { more += try features(of: pages, proxies: options.trustedProxies) }
        if let resource {
            // Ours first: clients take the first, and only ours lets any of them register.
            let servers = [authorization?.issuer].compactMap(\.self) + trustedIssuers.authorizationServers.map(\.issuer)
            more.append(
                ResourceMetadataRoutes(
                    publicURL: resource,
                    authorizationServers: servers,
                    requestedScopes: options.requestedScopes,
                    loopback: options.loopback
                )
            )
        }
        return try HTTPAPI.Server(
            options: options,
            authentication: try await authentication(),
            memories: memories,
            dispatcher: dispatcher,
            time: time,
            storageTrouble: { [stores] in stores.trouble },
            more: more
        )
    }

    /// The pages for people, and the authorization server that sends people to them.
    private func features(of pages: PagesWiring, proxies: TrustedProxies) throws -> [any Feature] {
        let environment = try pages.environment(proxies: proxies)
        let server = try authorization?.feature(people: environment, proxies: proxies, logger: logger)
        let account = pages.feature(
            environment,
            asker: server?.asker,
            authenticator: authenticator,
            memories: memories
        )
        var features: [any Feature] = [account]
        if let server { features.append(server.endpoints) }
        return features
    }

    var dispatcher: Dispatcher {
        Dispatcher(
            service: memories,
            description: ServerDescription(version: Version.current),
            time: time,
            random: random,
            logger: logger
        )
    }

    /// What the commands of an operator work with. Runs beside a server.
    /// - Throws: `CommandFailure` when there is no database.
    static func operatorTools(_ settings: ServerSettings) throws -> OperatorTools {
        try OperatorTools(stores: try openExisting(settings), settings: settings)
    }

    /// The database of the settings; creates it when absent.
    static func openOrCreate(_ settings: ServerSettings) throws -> SQLiteStores {
        try StorageDirectory.prepare(settings.storage.directory)
        return try SQLiteStores.open(
            directory: settings.storage.directory,
            vectorCacheBytes: settings.storage.vectorCacheBytes
        )
    }

    private static func openExisting(_ settings: ServerSettings) throws -> SQLiteStores {
        try StorageDirectory.requireDatabase(in: settings.storage.directory)
        return try openOrCreate(settings)
    }

    static func models(_ settings: ServerSettings) -> ModelStore {
        ModelStore(directory: StorageDirectory.absolute(settings.storage.models))
    }

    // MARK: Settings to options

    private func authentication() async throws -> Authentication {
        switch settings.auth.mode {
        case .token: .tokens(authenticator, anonymous: try await operatorTools.anonymous(settings.auth))
        case .disabled: .everybody(try await operatorTools.everybody())
        }
    }

    private func httpOptions() throws -> HTTPOptions {
        var options = HTTPOptions(
            version: Version.current,
            publicURL: settings.http.publicURL,
            origin: settings.http.origin,
            bodyLimit: settings.limits.bodyBytes,
            trustedProxies: TrustedProxies(settings.http.trustedProxies),
            hosts: hosts,
            loopback: settings.loopbackNames,
            requestedScopes: requestedScopes
        )
        if let resource {
            (options.resourceMetadata, options.mcpResourceMetadata) = ResourceMetadataRoutes.urls(publicURL: resource)
        }
        return options
    }

    /// In the words of the first server that the metadata names, which is the one clients ask.
    private var requestedScopes: RequestedScopes {
        guard authorization == nil, let first = trustedIssuers.authorizationServers.first else { return .ours }
        return RequestedScopes(first.requestScopes, mapping: first.scopes)
    }

    /// What protected resource metadata is about: our origin, where anybody gives out tokens for it. Never the
    /// issuer's, which may be another: a client compares the name with the URL it called (RFC 9728 §3.3).
    private var resource: String? {
        authorization == nil && trustedIssuers.issuers.isEmpty ? nil : settings.http.origin
    }

    /// Ours to be called by: the address we listen on, unless it stands for every address, where clients reach us, and
    /// the issuer.
    private var hosts: HostPolicy {
        let own = settings.http.isEveryAddress ? [] : [Host(settings.http.hostInURL)].compactMap(\.self)
        let policy = HostPolicy(hosts: settings.http.allowedHosts + own, origins: settings.http.allowedOrigins)
        return [settings.http.publicURL, authorization?.issuer].compactMap { $0.flatMap { Origin($0) } }.reduce(policy)
        {
            $0.answering($1)
        }
    }
}

extension ServerSettings {
    /// What people may call this server by, when nobody has said how.
    var loopbackNames: LoopbackNames? { http.publicURL == nil ? http.origin.flatMap(LoopbackNames.init(origin:)) : nil }

    /// The names of our resources; nil while there is no origin to make them of.
    var resources: ResourceCatalogue? {
        http.origin.map {
            ResourceCatalogue(names: ResourceMetadataRoutes.resources(publicURL: $0), loopback: loopbackNames)
        }
    }
}

extension LimitSettings {
    fileprivate var memory: MemoryLimits {
        var limits = MemoryLimits()
        limits.textLength = textLength
        limits.messageLength = messageLength
        limits.messagesPerSession = messagesPerSession
        limits.queryLength = queryLength
        limits.batchSize = batchSize
        limits.pageSize = pageSize
        limits.metadataBytes = metadataBytes
        limits.idLength = idLength
        return limits
    }
}

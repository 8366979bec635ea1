import Authorization
import Base
import Identity
import Logging
import MCP
import Memories
import PeerAPIs
import SQLStorage
import Settings

/// The assembled program: stores, embedder, authenticator, and what the doors need of them.
struct Wiring {
    let settings: ServerSettings
    let stores: Storage
    let operatorTools: OperatorTools
    let memories: MemoryService
    let authenticator: TokenAuthenticator
    let authorization: AuthorizationServerWiring?
    /// The login pages; nil when nobody can log in, and for a process that runs alongside a server.
    let pages: PagesWiring?
    let trust: LiveTrust
    /// The limit on wrong tokens, which a reload changes.
    let failures: FailureLimit
    let embedding: Embedding
    /// Nil on a database that has one server.
    let instance: OwnInstance?
    /// The parts of MCP Memory Service's routes and tools.
    let memoryService: MCPMemoryDesk
    /// Everything that MCP clients may call.
    let dispatcher: Dispatcher
    /// Nil while metrics are off.
    let metrics: ServerMetrics?
    /// Nil while traces are off.
    let traces: TraceParts?
    let time: any TimeSource = Surroundings.time
    let random: any RandomSource = Surroundings.random
    let logger: Logger

    /// The purpose of a process.
    enum Purpose {
        /// The only server of its data directory; it holds the `ServerLock`.
        case server
        /// MCP over standard streams, alongside a server or without one. It does not create or change an
        /// authorization server.
        case standardStreams
    }

    /// Opens the database and assembles everything that the doors need.
    init(_ settings: ServerSettings, for purpose: Purpose, logger: Logger) async throws {
        self.settings = settings
        self.logger = logger
        let metrics = purpose == .server && settings.metrics.isOn ? ServerMetrics() : nil
        self.metrics = metrics
        traces = purpose == .server ? TraceParts(settings.traces, metrics: metrics, random: random) : nil
        switch purpose {
        case .server:
            if settings.backup.schedule != nil { try settings.requireSQLite(for: "backup.schedule") }
            stores = try Self.openOrCreate(settings, observer: ObservedStore(metrics, isTraced: traces != nil))
            try await Opening.check(stores, settings, at: time.now())
        case .standardStreams: stores = try Self.openExisting(settings)
        }
        let database = stores.stores.shared.map { _ in
            let start = ContinuousClock.now
            return DatabaseEpoch { start.duration(to: .now) }
        }
        operatorTools = try OperatorTools(stores: stores, settings: settings, database: database) {
            logger.warning("\($0)")
        }
        if purpose == .server { try await operatorTools.noteUsers() }
        embedding = try await Embedding.make(settings, stores: stores.stores)
        // Before the keys: a server with other settings must not replace those of the running ones.
        instance = try await OwnInstance(settings, stores: stores.stores, embedding: embedding, for: purpose)
        memories = MemoryService(
            store: stores.memories,
            workingMemory: stores.workingMemory,
            promotions: stores.promotions,
            records: stores.records,
            embedder: embedding.provider.map { provider in
                metrics.map { MeasuredEmbedder(provider, $0) } ?? provider
            },
            absence: embedding.absence,
            time: time,
            random: random,
            limits: settings.limits.memory,
            share: instance?.share,
            searchMode: settings.search.defaultMode,
            language: try settings.language.parts(settings.outbound, stores: stores.stores, random: random),
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
                random: random,
                logger: logger
            )
            own = authorization?.accessTokens
            pages = try await PagesWiring(
                settings,
                stores: stores.authorization,
                shared: stores.stores.shared,
                tools: operatorTools,
                time: time,
                random: random
            )
        case .standardStreams:
            authorization = nil
            pages = nil
            do {
                own = try await OwnAccessTokens.reading(settings, tools: operatorTools, at: time.now())
            } catch {
                // Most processes use an API token and need neither the keys nor the secret that opens them.
                own = nil
                logger.debug("access tokens of the server are not accepted", metadata: ["cause": "\(error)"])
            }
        }
        let (identity, provisioning) = (stores.identity, Provisioning(time: time, random: random))
        trust = LiveTrust(try await TrustedIssuerWiring(settings, metrics: metrics), settings) {
            $0.verifier(stores: identity, provisioning: provisioning)
        }
        failures = FailureLimit(perMinute: settings.auth.failuresPerMinute, among: settings.auth.instances)
        // The issuers come last: they get every token that is neither an API token nor our own.
        let preset = settings.auth.preset.map { PresetToken($0, userName: settings.auth.presetUser, stores: identity) }
        let verifiers: [(any AccessTokenVerifier)?] = [own, trust.verifier]
        authenticator = TokenAuthenticator(
            apiTokens: identity.apiTokens,
            pauses: identity.pauses,
            preset: preset,
            verifiers: verifiers.compactMap(\.self),
            cache: PrincipalCache(
                revocations: operatorTools.revocations,
                lifetime: .seconds(settings.auth.cacheSeconds)
            ),
            failures: failures
        )
        let hosts = HostToolClients(stores.authorization.clients)
        let workspaces = stores.identity.workspaces
        memoryService = MCPMemoryDesk(
            memories: memories,
            workspaces: { try await workspaces.workspace(nameOrID: $0)?.id },
            revocations: operatorTools.revocations,
            version: Version.current,
            bodyLimit: settings.limits.bodyBytes,
            time: time,
            random: random
        )
        let isMemoryService = settings.mcp.toolNames == .mcpMemoryService
        dispatcher = Dispatcher(
            service: memories,
            description: ServerDescription(
                version: Version.current,
                origin: settings.pagesOrigin,
                instructions: isMemoryService ? MCPMemoryTools.instructions : nil
            ),
            tools: isMemoryService ? MCPMemoryTools.all(memoryService) : nil,
            acceptsOwnTools: isMemoryService,
            searchAndFetch: settings.mcp.searchAndFetch,
            recogniser: { await hosts.needsThem($0) },
            time: time,
            random: random,
            logger: logger
        )
    }

    /// The tools for commands; a server may run at the same time.
    /// - Throws: `CommandFailure` when there is no database.
    static func operatorTools(_ settings: ServerSettings) throws -> OperatorTools {
        try OperatorTools(stores: try openExisting(settings), settings: settings)
    }
}

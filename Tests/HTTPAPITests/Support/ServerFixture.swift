import Base
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Logging
import MCP
import Memories
import NIOCore
import PeerAPIs
import TestSupport

@testable import HTTPAPI

/// A server with SQLite in this process, with two people and an application's back end.
struct ServerFixture: Sendable {
    let stores: TemporaryStores
    let clock = ManualClock()
    let random = SeededRandom(11)
    let revocations = RevocationEpoch()
    let log = LogRecorder()
    /// Tokens of alice and bob, each in their own workspace.
    private(set) var alice = ""
    private(set) var bob = ""
    /// A token of an application, bound to the workspace `team`.
    private(set) var app = ""
    private(set) var team = ID<Workspace>("")
    let memories: MemoryService

    /// - Parameters:
    ///   - embedder: the model; nil for keyword search only.
    ///   - language: the language model.
    init(
        embedder: (any EmbeddingProvider)? = nil,
        limits: MemoryLimits = MemoryLimits(),
        language: (any LanguageModel)? = nil
    ) async throws {
        stores = try TemporaryStores()
        memories = stores.service(embedder: embedder, time: clock, random: random, limits: limits, language: language)
        alice = try await person("alice")
        bob = try await person("bob")
        let workspace = try await workspaces.add(name: "team", privacy: .privatePerUser)
        team = workspace.id
        app = try await mint(.service, workspace.id)
    }

    private var provisioning: Provisioning { Provisioning(time: clock, random: random) }
    private var directories: IdentityDirectories {
        IdentityDirectories(stores: stores.identity, provisioning: provisioning, revocations: revocations)
    }
    var users: UserDirectory { directories.users }
    var workspaces: WorkspaceDirectory { directories.workspaces }

    func mint(_ owner: APIToken.Owner, _ workspace: ID<Workspace>, scopes: ScopeSet = .admin, days: Int? = nil)
        async throws -> String
    {
        let mint = APITokenMint(stores: stores.identity, time: clock, random: random)
        var order = APITokenMint.Request(label: "test", owner: owner, workspace: workspace, scopes: scopes)
        order.expiresAfterDays = days
        return try await mint.mint(order).secret.reveal()
    }

    /// A token of an existing user.
    func token(of name: String, in workspace: ID<Workspace>? = nil, scopes: ScopeSet = .admin, days: Int? = nil)
        async throws -> String
    {
        let user = try await users.user(name)
        return try await mint(.user(user.id), workspace ?? user.personalWorkspace, scopes: scopes, days: days)
    }

    private func person(_ name: String) async throws -> String {
        let user = try await users.add(name: name)
        return try await mint(.user(user.id), user.personalWorkspace)
    }

    func authenticator(failures: FailureLimit = FailureLimit()) -> TokenAuthenticator {
        TokenAuthenticator(
            apiTokens: stores.identity.apiTokens,
            pauses: stores.identity.pauses,
            cache: PrincipalCache(revocations: revocations),
            failures: failures
        )
    }

    var dispatcher: Dispatcher {
        Dispatcher(
            service: memories,
            description: ServerDescription(version: "1.2.3"),
            searchAndFetch: .always,
            time: clock,
            random: random,
            logger: log.logger
        )
    }

    /// The routes of Couchbase Agent Memory.
    func couchbase(_ options: HTTPOptions) -> [any Feature] {
        let profiles = UserProfiles(store: stores.userProfiles, time: clock)
        let desk = CouchbaseDesk(
            memories: memories,
            profiles: profiles,
            sessions: SessionRecords(store: stores.sessionRecords, time: clock),
            prompts: ExtractionPrompts(store: stores.extractionPrompts, time: clock),
            blockSeconds: 3_600,
            options: options,
            time: clock,
            random: random
        )
        return [
            CouchbaseUsers(profiles: profiles, options: options), CouchbaseSessions(desk: desk),
            CouchbaseBlocks(desk: desk), CouchbasePrompts(desk: desk),
            CouchbaseHealth(memories: memories, options: options),
        ]
    }

    /// OpenMemory's MCP addresses and REST API; emails are `name@example.com`.
    func openMemory(_ options: HTTPOptions) -> [any Feature] {
        let users = OpenMemoryUsers(email: { [stores] in
            try await stores.identity.users.user($0).map { "\($0.name)@example.com" }
        })
        let desk = OpenMemoryDesk(
            memories: memories,
            users: users,
            applications: PersonApplications(
                tokens: APITokenDirectory(tokens: stores.identity.apiTokens, revocations: revocations),
                connected: nil,
                pauses: ApplicationPauses(store: stores.identity.pauses, revocations: revocations)
            ),
            options: options,
            time: clock,
            random: random
        )
        return [
            OpenMemoryServer(
                memories: memories,
                users: users,
                options: options,
                time: clock,
                random: random,
                dispatcher: { dispatcher(of: $0, tools: $1) }
            ),
            OpenMemoryMemories(desk: desk), OpenMemoryActions(desk: desk), OpenMemoryAppRoutes(desk: desk),
            OpenMemoryBackup(desk: desk), OpenMemoryConfiguration(),
        ]
    }

    /// The routes of MCP Memory Service.
    var memoryService: [any Feature] {
        let desk = memoryServiceDesk
        return [
            MCPMemoryMemories(desk: desk), MCPMemorySearch(desk: desk), MCPMemoryManagement(desk: desk),
            MCPMemoryStatus(desk: desk, hasOAuth: false),
        ]
    }

    var memoryServiceDesk: MCPMemoryDesk {
        MCPMemoryDesk(
            memories: memories,
            workspaces: { [stores] in try await stores.identity.workspaces.workspace(nameOrID: $0)?.id },
            revocations: revocations,
            version: "1.2.3",
            bodyLimit: 1 << 20,
            time: clock,
            random: random
        )
    }

    func dispatcher(of description: ServerDescription, tools: [any Tool]) -> Dispatcher {
        Dispatcher(
            service: memories,
            description: description,
            tools: tools,
            time: clock,
            random: random,
            logger: log.logger
        )
    }

    func application(
        _ options: HTTPOptions = HTTPOptions(version: "1.2.3"),
        failures: FailureLimit = FailureLimit(),
        more: [any Feature] = [],
        anonymous: AnonymousReading? = nil
    ) throws -> Application<RouterResponder<EdgeContext>> {
        Application(
            router: try server(options, failures: failures, more: more, anonymous: anonymous).router(),
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            logger: log.logger
        )
    }

    func server(
        _ options: HTTPOptions = HTTPOptions(),
        failures: FailureLimit = FailureLimit(),
        more: [any Feature] = [],
        anonymous: AnonymousReading? = nil
    ) throws -> Server {
        Server(
            options: options,
            authentication: .tokens(authenticator(failures: failures), anonymous: anonymous),
            memories: memories,
            dispatcher: dispatcher,
            time: clock,
            more: couchbase(options) + openMemory(options) + memoryService + more
        )
    }

    /// Runs `body` against the server.
    func serve(
        _ options: HTTPOptions = HTTPOptions(version: "1.2.3"),
        failures: FailureLimit = FailureLimit(),
        more: [any Feature] = [],
        anonymous: AnonymousReading? = nil,
        live: Bool = false,
        _ body: @Sendable (Caller) async throws -> Void
    ) async throws {
        let application = try application(options, failures: failures, more: more, anonymous: anonymous)
        try await application.test(live ? .live : .router) { client in try await body(Caller(client: client)) }
    }
}

/// A server of some features without stores; every caller is `principal`.
func serve(
    _ features: [any Feature],
    as principal: Principal = People.person("alice"),
    options: HTTPOptions = HTTPOptions(),
    log: LogRecorder = LogRecorder(),
    live: Bool = false,
    _ body: @Sendable (Caller) async throws -> Void
) async throws {
    let server = Server(
        options: options,
        authentication: .everybody(principal),
        time: ManualClock(),
        features: features
    )
    let application = Application(
        router: server.router(),
        configuration: .init(address: .hostname("127.0.0.1", port: 0)),
        logger: log.logger
    )
    try await application.test(live ? .live : .router) { client in try await body(Caller(client: client)) }
}

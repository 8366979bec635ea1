import Authorization
import Base
import HTTPAPI
import Identity
import MCP
import Memories
import PeerAPIs
import SQLStorage
import Settings

/// The HTTP server with its features and options.
extension Wiring {
    /// - Parameters:
    ///   - inspection: answers administrators on pages.
    ///   - text: writes the metrics; nil while they are off.
    ///   - logsRequests: whether requests are logged that did not fail in the server.
    func server(
        inspection: any ServerInspection,
        metrics text: MetricsText?,
        logsRequests: @escaping @Sendable () -> Bool
    ) async throws -> HTTPAPI.Server {
        var options = try httpOptions()
        options.logsRequests = logsRequests
        options.meter = metrics.map(RequestNumbers.init)
        options.metrics = text
        options.tracer = traces?.recorder
        let profiles = UserProfiles(store: stores.userProfiles, time: time, limits: settings.limits.memory)
        var more = peers(profiles, options)
        if let pages { more += features(of: pages, inspection, profiles, options) }
        if let resource {
            // Our issuer first: clients take the first, and only ours lets every client register.
            let (own, trust) = ([authorization?.issuer].compactMap(\.self), trust)
            more.append(
                ResourceMetadataRoutes(
                    publicURL: resource,
                    authorizationServers: own + trust.current.authorizationServers.map(\.issuer),
                    requestedScopes: options.requestedScopes,
                    loopback: options.loopback
                )
            )
        }
        return HTTPAPI.Server(
            options: options,
            authentication: try await authentication(),
            memories: memories,
            dispatcher: dispatcher,
            time: time,
            storageTrouble: { [stores] in stores.trouble },
            readiness: readiness,
            more: more
        )
    }

    /// The APIs of the other systems.
    private func peers(_ profiles: UserProfiles, _ options: HTTPOptions) -> [any Feature] {
        let users = OpenMemoryUsers(email: { [stores] in try await stores.identity.users.user($0)?.email })
        let limits = settings.limits.memory
        let couchbase = CouchbaseDesk(
            memories: memories,
            profiles: profiles,
            sessions: SessionRecords(store: stores.sessionRecords, time: time, limits: limits),
            prompts: ExtractionPrompts(store: stores.extractionPrompts, time: time, limits: limits),
            blockSeconds: settings.limits.blockSeconds,
            options: options,
            time: time,
            random: random
        )
        let desk = OpenMemoryDesk(
            memories: memories,
            users: users,
            applications: personApplications,
            options: options,
            time: time,
            random: random
        )
        return [
            CouchbaseUsers(profiles: profiles, options: options), CouchbaseSessions(desk: couchbase),
            CouchbaseBlocks(desk: couchbase), CouchbasePrompts(desk: couchbase),
            CouchbaseHealth(memories: memories, storageTrouble: { [stores] in stores.trouble }, options: options),
            OpenMemoryServer(
                memories: memories,
                users: users,
                options: options,
                time: time,
                random: random,
                dispatcher: { dispatcher(of: $0, tools: $1) }
            ),
            OpenMemoryMemories(desk: desk), OpenMemoryActions(desk: desk), OpenMemoryAppRoutes(desk: desk),
            OpenMemoryBackup(desk: desk), OpenMemoryConfiguration(),
            MCPMemoryMemories(desk: memoryService), MCPMemorySearch(desk: memoryService),
            MCPMemoryManagement(desk: memoryService),
            MCPMemoryStatus(desk: memoryService, hasOAuth: authorization != nil),
        ]
    }

    private var personApplications: PersonApplications {
        PersonApplications(
            tokens: operatorTools.tokens,
            connected: authorization.map { _ in
                ConnectedApplications(
                    stores: stores.authorization,
                    workspaces: stores.identity.workspaces,
                    revocations: operatorTools.revocations
                )
            },
            pauses: ApplicationPauses(store: stores.identity.pauses, revocations: operatorTools.revocations)
        )
    }

    /// A server of MCP with the tools of another system.
    private func dispatcher(of description: ServerDescription, tools: [any Tool]) -> Dispatcher {
        Dispatcher(
            service: memories,
            description: description,
            tools: tools,
            time: time,
            random: random,
            logger: logger
        )
    }

    /// The pages for people, and the authorization server that sends people to them.
    private func features(
        of pages: PagesWiring,
        _ inspection: any ServerInspection,
        _ profiles: UserProfiles,
        _ options: HTTPOptions
    ) -> [any Feature] {
        let environment = pages.environment(
            proxies: options.trustedProxies,
            languages: options.languages,
            meter: options.meter
        )
        let server = authorization?.feature(people: environment, proxies: options.trustedProxies)
        let account = pages.feature(
            environment,
            asker: server?.asker,
            authenticator: authenticator,
            memories: memories,
            profiles: profiles,
            receipts: authorization?.receipts,
            managed: authorization?.managed,
            inspection: inspection
        )
        var features: [any Feature] = [account]
        if let server { features.append(server.endpoints) }
        return features
    }

    private func authentication() async throws -> Authentication {
        switch settings.auth.mode {
        case .token: .tokens(authenticator, anonymous: try await operatorTools.anonymous(settings.auth))
        case .disabled: .everybody(try await operatorTools.everybody())
        }
    }

    private func httpOptions() throws -> HTTPOptions {
        var options = HTTPOptions(version: Version.current, publicURL: settings.http.publicURL)
        options.origin = settings.http.origin
        options.bodyLimit = settings.limits.bodyBytes
        options.trustedProxies = TrustedProxies(settings.http.trustedProxies)
        options.hosts = hosts
        options.loopback = settings.loopbackNames
        options.languages = try PageLanguages.read(settings.pages)
        options.requestedScopes = requestedScopes
        options.notes = authorization?.notes(options.trustedProxies)
        if let resource {
            (options.resourceMetadata, options.mcpResourceMetadata) = ResourceMetadataRoutes.urls(publicURL: resource)
        }
        return options
    }

    /// The scope names of the first authorization server in the metadata, which is the one clients ask.
    private var requestedScopes: RequestedScopes {
        guard authorization == nil, let first = trust.current.authorizationServers.first else { return .ours }
        return RequestedScopes(first.requestScopes, mapping: first.scopes)
    }

    /// The resource of the protected resource metadata: our origin, or nil when no server issues tokens for it. It is
    /// not the issuer's origin, which may differ: clients compare it with the URL they called (RFC 9728 §3.3).
    private var resource: String? {
        authorization == nil && settings.auth.issuers.isEmpty ? nil : settings.http.origin
    }

    /// The host names that requests may use: the listening address unless it is a wildcard, the public URL and the
    /// issuer.
    private var hosts: HostPolicy {
        let own = settings.http.isEveryAddress ? [] : [Host(settings.http.hostInURL)].compactMap(\.self)
        let policy = HostPolicy(hosts: settings.http.allowedHosts + own, origins: settings.http.allowedOrigins)
        let names = [settings.http.publicURL, authorization?.issuer].compactMap { $0.flatMap { Origin($0) } }
        return names.reduce(policy) { $0.answering($1) }
    }
}

extension ServerSettings {
    /// The loopback names of this server; nil when `http.publicUrl` is set.
    var loopbackNames: LoopbackNames? { http.publicURL == nil ? http.origin.flatMap(LoopbackNames.init(origin:)) : nil }

    /// The names of our resources; nil without an origin.
    var resources: ResourceCatalogue? {
        http.origin.map {
            ResourceCatalogue(names: ResourceMetadataRoutes.resources(publicURL: $0), loopback: loopbackNames)
        }
    }
}

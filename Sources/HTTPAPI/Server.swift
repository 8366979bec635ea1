package import Base
package import Hummingbird
package import MCP
package import Memories

/// The HTTP server: mounts every feature.
package struct Server: Sendable {
    private let options: HTTPOptions
    private let authentication: Authentication
    private let time: any TimeSource
    private let features: [any Feature]
    /// The templates for people who open a program's address in a browser; nil shows them what programs get.
    private let templates: PageTemplates?

    /// The only list of features.
    /// - Parameters:
    ///   - storageTrouble: the reason why nothing can be stored; nil while writing works.
    ///   - readiness: what `/health/ready` asks.
    ///   - more: those of other targets (foreign dialects, the authorization server and the pages for people where
    ///     there are any).
    package init(
        options: HTTPOptions,
        authentication: Authentication,
        memories: MemoryService,
        dispatcher: Dispatcher,
        time: any TimeSource,
        storageTrouble: @escaping @Sendable () -> StoreFailure? = { nil },
        readiness: [ReadinessCheck] = [],
        more: [any Feature] = []
    ) {
        let templates = PageTemplates(more: options.languages)
        let accounts = more.lazy.compactMap { $0 as? AccountPages }.first
        let issuesTokens = more.contains { $0 is AuthorizationEndpoints }
        self.init(
            options: options,
            authentication: authentication,
            time: time,
            templates: templates,
            features: [
                PageRoutes(
                    options: options,
                    templates: templates,
                    limits: memories.limits,
                    accounts: accounts,
                    hasApplications: issuesTokens
                ),
                HealthRoutes(
                    version: options.version,
                    memories: memories,
                    time: time,
                    templates: templates,
                    storageTrouble: storageTrouble
                ),
                ReadinessRoutes(checks: readiness),
                MetricsRoutes(options.metrics),
                WorkingMemoryRoutes(memories: memories, time: time, bodyLimit: options.bodyLimit),
                LongTermMemoryRoutes(memories: memories, time: time, bodyLimit: options.bodyLimit),
                PromptRoutes(memories: memories, bodyLimit: options.bodyLimit),
                MCPTransport(
                    dispatcher: dispatcher,
                    options: options,
                    templates: templates,
                    clientsLogIn: issuesTokens,
                    hasAccounts: accounts != nil
                ),
                UnofferedRoutes(),
            ] + (issuesTokens ? [] : [AbsentAuthorizationServer()]) + more
        )
    }

    /// A server with exactly these features.
    package init(options: HTTPOptions, authentication: Authentication, time: any TimeSource, features: [any Feature]) {
        self.init(options: options, authentication: authentication, time: time, templates: nil, features: features)
    }

    private init(
        options: HTTPOptions,
        authentication: Authentication,
        time: any TimeSource,
        templates: PageTemplates?,
        features: [any Feature]
    ) {
        self.options = options
        self.authentication = authentication
        self.time = time
        self.features = features
        self.templates = templates
    }

    /// The router for a Hummingbird `Application`; the executable chooses address, TLS and timeouts, and runs it.
    package func router() -> Router<EdgeContext> {
        // Mounts all routes once to collect the paths: the outermost middleware must tell a wrong method from a wrong
        // path.
        router(knowing: Set(router(knowing: []).routes.map { "\($0.path)" }))
    }

    private func router(knowing mounted: Set<String>) -> Router<EdgeContext> {
        let router = Router(context: EdgeContext.self, options: .autoGenerateHeadEndpoints)
        if let tracer = options.tracer { router.add(middleware: RequestTracing(tracer: tracer)) }
        if let meter = options.meter { router.add(middleware: RequestMetrics(meter: meter)) }
        router.add(middleware: RequestLog(proxies: options.trustedProxies, isOn: options.logsRequests))
        router.add(middleware: ExpectContinue())
        router.add(middleware: SecurityHeaders(isHTTPS: options.publicURL?.hasPrefix("https://") ?? false))
        if let templates { router.add(middleware: AcceptedLanguages(languages: templates.languages)) }
        router.add(middleware: FaultMiddleware(renderer(Problem(challenge: options.challenge)), mounted: mounted))
        let bearer = BearerMiddleware(
            authentication: authentication,
            time: time,
            proxies: options.trustedProxies,
            hosts: options.hosts,
            notes: options.notes,
            meter: options.meter,
            isTraced: options.tracer != nil
        )
        let doors = Doors(router: router, bearer: bearer, pages: templates.map { FaultPage(templates: $0) })
        for feature in features { feature.mount(on: doors) }
        return router
    }

    private func renderer(_ problem: Problem) -> any FaultRenderer {
        templates.map { PageOrMachine(pages: FaultPage(templates: $0), machines: problem) } ?? problem
    }
}

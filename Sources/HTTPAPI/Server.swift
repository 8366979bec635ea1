package import Base
package import Hummingbird
package import Identity
package import Logging
package import Memories
package import NIOCore

/// The HTTP server: mounts every feature.
package struct Server: Sendable {
    private let options: HTTPOptions
    private let authentication: Authentication
    private let time: any TimeSource
    private let features: [any Feature]

    /// The only list of features.
    /// - Parameter more: those of other targets (foreign dialects, the authorization server where it is switched on).
    package init(
        options: HTTPOptions, authentication: Authentication, memories: MemoryService, time: any TimeSource,
        random: any RandomSource, more: [any Feature] = []
    ) {
        self.init(
            options: options, authentication: authentication, time: time,
            features: [
                PageRoutes(options: options),
                HealthRoutes(version: options.version, memories: memories, time: time),
                WorkingMemoryRoutes(memories: memories, time: time, random: random, bodyLimit: options.bodyLimit),
                LongTermMemoryRoutes(memories: memories, time: time, bodyLimit: options.bodyLimit),
                PromptRoutes(memories: memories, bodyLimit: options.bodyLimit),
                UnofferedRoutes(),
            ] + more)
    }

    /// A server of these features and no others.
    package init(options: HTTPOptions, authentication: Authentication, time: any TimeSource, features: [any Feature]) {
        self.options = options
        self.authentication = authentication
        self.time = time
        self.features = features
    }

    package func router() -> Router<EdgeContext> {
        let router = Router(context: EdgeContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestLog())
        router.add(middleware: SecurityHeaders(isHTTPS: options.publicURL?.hasPrefix("https://") ?? false))
        router.add(middleware: FaultMiddleware(Problem(challenge: BearerChallenge(resourceMetadata: options.resourceMetadata))))
        let bearer = BearerMiddleware(authentication: authentication, time: time, proxies: options.trustedProxies)
        let doors = Doors(router: router, bearer: bearer)
        for feature in features { feature.mount(on: doors) }
        return router
    }

    /// Ready to run as a service; a graceful shutdown lets requests in flight finish.
    /// - Parameters:
    ///   - builder: plain HTTP/1.1 unless the executable brings TLS.
    ///   - onServerRunning: told the bound address, which matters for port 0.
    package func application(
        on address: BindAddress, server builder: HTTPServerBuilder = .http1(configuration: .init(idleTimeout: .seconds(60))),
        logger: Logger, onServerRunning: @escaping @Sendable (any Channel) async -> Void = { _ in }
    ) -> Application<RouterResponder<EdgeContext>> {
        Application(
            router: router(), server: builder, configuration: .init(address: address), onServerRunning: onServerRunning,
            logger: logger)
    }
}

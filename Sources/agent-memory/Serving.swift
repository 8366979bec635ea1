import Base
import HTTPAPI
import Hummingbird
import Identity
import Logging
import MCP
import Memories
import NIOCore
import ServiceLifecycle
import Settings
import UnixSignals

/// Runs the server, over HTTP or over standard input and output.
enum Serving {
    /// Until SIGTERM or SIGINT; requests in flight are given `http.drainSeconds`.
    static func http(_ settings: ServerSettings) async throws {
        let logger = logger(settings.log)
        for reading in settings.foreignReadings { logger.notice("\(reading)") }
        // First of all: whoever is not the only server must not migrate, nor rotate the running one's keys by what its settings say.
        try StorageDirectory.prepare(settings.storage.directory)
        let lock = try ServerLock(directory: settings.storage.directory)
        let wiring = try await Wiring(settings, for: .server, logger: logger)
        try await wiring.trustedIssuers.openRequired(logger: logger)
        try await wiring.authorization?.open()
        let server = try await wiring.server()
        let application = Application(
            router: server.router(),
            server: .http1(idle: .seconds(settings.http.idleSeconds), transfer: .seconds(settings.http.transferSeconds)),
            configuration: .init(
                address: .hostname(settings.http.host, port: settings.http.port),
                availableConnectionsDelegate: .maximum(OpenFiles.connections(), logger: logger)),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? settings.http.port
                await Greeting(settings: settings, port: port, pages: wiring.authorization?.issuer).print(wiring)
            },
            logger: logger)
        let background = BackgroundWork(wiring).services
        var configuration = ServiceGroupConfiguration(
            services: background + [
                .init(service: application),
                .init(service: Farewell(drainSeconds: settings.http.drainSeconds), successTerminationBehavior: .ignore),
            ], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(settings.http.drainSeconds)
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch {
            throw BindFailure.readable(error, settings.http)
        }
        try await BackgroundWork(wiring).finish()
        extend(lock)
    }

    /// MCP until the input ends; acts with the token of the environment.
    static func standardStreams(_ settings: ServerSettings) async throws {
        let logger = logger(settings.log)
        let wiring = try await Wiring(settings, for: .standardStreams, logger: logger)
        guard let text = settings.token, let token = BearerToken(text.reveal()) else {
            throw CommandFailure(
                "AGENT_MEMORY_TOKEN holds no API token; make one with `agent-memory token add --description mcp`.")
        }
        await wiring.trustedIssuers.open(for: token, logger: logger)
        // Once before anything else, so that a bad token ends the client's start with a sentence.
        _ = try await wiring.authenticator.authenticate(token, at: wiring.time.now())
        let door = Stdio(
            dispatcher: wiring.dispatcher, maximumLineBytes: settings.limits.bodyBytes,
            principal: { try await wiring.authenticator.authenticate(token, at: wiring.time.now()) },
            write: StandardStreams.write)
        try await withThrowingTaskGroup { group in
            group.addTask { await wiring.memories.upkeep.run() }
            group.addTask {
                while !Task.isCancelled {
                    wiring.operatorTools.revocations.keepUp()
                    try? await Task.sleep(for: BackgroundWork.watchInterval)
                }
            }
            try await door.serve(StandardStreams.input)
            group.cancelAll()
        }
        try await BackgroundWork(wiring).finish()
    }

    private static func logger(_ settings: LogSettings) -> Logger {
        var logger = Logger(label: "agent-memory", factory: { StreamLogHandler(label: $0, stream: VisibleLines.standardError) })
        logger.logLevel = Logger.Level(rawValue: settings.level.rawValue) ?? .info
        return logger
    }

    /// Keeps the lock until here.
    private static func extend(_ lock: borrowing ServerLock) {}
}

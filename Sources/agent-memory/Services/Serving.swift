import Base
import Glibc
import HTTPAPI
import Hummingbird
import HummingbirdCore
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
    /// The time in addition to `http.drainSeconds`, to write what is in memory and the write-ahead log.
    private static let secondsToClose = 5

    /// Serves HTTP until a signal ends it (`ProcessSurroundings.endings`); requests in flight then get
    /// `http.drainSeconds`.
    /// - Parameters:
    ///   - inspection: answers administrators on pages.
    ///   - reload: reads the settings again.
    static func http(
        _ settings: ServerSettings,
        inspection: any ServerInspection,
        reload: @escaping @Sendable () async throws -> ServerSettings
    ) async throws {
        let (log, output) = (LogQueue(to: STDERR_FILENO), LogQueue(to: STDOUT_FILENO))
        defer {
            output.flush()
            log.flush()
        }
        let (level, requests) = (LogLevel(settings.log.loggerLevel), RequestLogging(settings.log.requests))
        let logger = logger(settings.log, level, log)
        ProcessSurroundings.protect(coreDumps: settings.process.coreDumps, logger: logger)
        for warning in settings.warnings { logger.warning("\(warning)") }
        for reading in settings.foreignReadings { logger.notice("\(reading)") }
        // First of all: a second server must neither migrate the database nor rotate the keys of the running server.
        try StorageDirectory.prepare(settings.storage.directory)
        try Opening.checkFiles(of: settings)
        let lock = try ServerLock(directory: settings.storage.directory)
        let wiring = try await Wiring(settings, for: .server, logger: logger)
        try await wiring.trust.current.openRequired(logger: logger)
        try await wiring.authorization?.open()
        let (certificate, listeners) = (try settings.serverCertificate(), OpenListeners())
        let metrics = wiring.metricsText(certificate)
        let server = try await wiring.server(
            inspection: inspection,
            metrics: metrics,
            logsRequests: { requests.isOn }
        )
        let application = Application(
            router: server.router(),
            server: .limited(
                certificate,
                idle: .seconds(settings.http.idleSeconds),
                transfer: .seconds(settings.http.transferSeconds)
            ),
            configuration: .init(
                address: .hostname(settings.http.host, port: settings.http.port),
                availableConnectionsDelegate: connections(wiring.metrics, logger: logger)
            ),
            onServerRunning: { channel in
                listeners.opened()
                let port = channel.localAddress?.port ?? settings.http.port
                await Greeting(settings: settings, port: port, pages: wiring.pages?.origin, output: output)
                    .print(wiring)
                ReadinessNotice.ofThisProcess?.notify(.ready)
                ProcessSurroundings.forgetStart()
            },
            logger: logger
        )
        let endings = ProcessSurroundings.endings
        let watchdog = Watchdog(signals: endings, patience: settings.http.drainSeconds + secondsToClose)
        var background = BackgroundWork(wiring).services(lock, onFailure: watchdog.arm)
        if case .reload = ProcessSurroundings.hangUp {
            let reloading = Reloading(
                settings: settings,
                level: level,
                requests: requests,
                logger: logger,
                apply: { fresh in
                    try await wiring.reloadIssuers(fresh)
                    wiring.failures.allow(perMinute: fresh.auth.failuresPerMinute)
                },
                isReloaded: { key, fresh in
                    Wiring.isOfIssuers(key) ? !wiring.isPublished(key, by: fresh) : Reloading.reloaded.contains(key)
                },
                read: reload
            )
            background.append(.init("reload of settings", reloading))
        }
        if let traces = wiring.traces {
            background.append(.init("export of traces", TraceExport(export: traces, logger: logger)))
        }
        if let listener = MetricsListener(settings.metrics, metrics, logger: logger) {
            background.append(.init("metrics", listener))
        }
        if let certificate {
            let services = CertificateServices(
                settings: settings,
                certificate: certificate,
                listeners: listeners,
                logger: logger
            )
            background += try services.all().map { .init("certificate", $0) }
        }
        var configuration = ServiceGroupConfiguration(
            services: background + [
                .init("server", application),
                .init(
                    service: Farewell(drainSeconds: settings.http.drainSeconds, output: output),
                    successTerminationBehavior: .ignore,
                    serviceName: "farewell"
                ),
            ],
            gracefulShutdownSignals: [UnixSignal.sigterm, .sigint, .sighup].filter { endings.contains($0.rawValue) },
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = .seconds(settings.http.drainSeconds)
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch {
            // The sentence goes to standard error, which may be a pipe without a reader.
            watchdog.arm()
            throw BindFailure.readable(error, host: settings.http.host, port: settings.http.port, of: .main)
        }
        try await BackgroundWork(wiring).finish()
        withExtendedLifetime((lock, watchdog)) {}
    }

    /// Serves MCP on standard input and output until the input ends; acts with the token of the environment.
    static func standardStreams(_ settings: ServerSettings) async throws {
        let log = LogQueue(to: STDERR_FILENO)
        defer { log.flush() }
        let logger = logger(settings.log, LogLevel(settings.log.loggerLevel), log)
        ProcessSurroundings.protect(coreDumps: settings.process.coreDumps, logger: logger)
        for warning in settings.warnings { logger.warning("\(warning)") }
        let wiring = try await Wiring(settings, for: .standardStreams, logger: logger)
        let token = try EnvironmentToken.read(settings.token)
        await wiring.trust.current.open(for: token, logger: logger)
        // Checked before anything else, so that the client's start ends with a sentence about an invalid token.
        do { _ = try await wiring.authenticator.authenticate(token, at: wiring.time.now()) } catch let fault as Fault
            where fault.code == .invalidToken
        {
            throw EnvironmentToken.refusal(fault)
        }
        let door = Stdio(
            dispatcher: wiring.dispatcher,
            maximumLineBytes: settings.limits.bodyBytes,
            principal: { try await wiring.authenticator.authenticate(token, at: wiring.time.now()) },
            write: StandardStreams.write
        )
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                await wiring.memories.upkeep.run()
                return false
            }
            group.addTask {
                try await BackgroundWork(wiring).watch().run()
                return false
            }
            group.addTask {
                await BackgroundWork(wiring).instances.run()
                return false
            }
            group.addTask {
                await BackgroundWork(wiring).revocations.run()
                return false
            }
            group.addTask {
                try await door.serve(StandardStreams.input)
                return true
            }
            for try await isEndOfInput in group where isEndOfInput { break }
            group.cancelAll()
        }
        try await BackgroundWork(wiring).finish()
    }

    private static func connections(
        _ metrics: ServerMetrics?,
        logger: Logger
    ) -> any AvailableConnectionsDelegate {
        let most = OpenFiles.connections()
        let limit = MaximumAvailableConnections(most, logger: logger)
        return metrics.map { CountedConnections(limit, most: most, $0) } ?? limit
    }

    private static func logger(_ settings: LogSettings, _ level: LogLevel, _ queue: LogQueue) -> Logger {
        Logger(label: "agent-memory") { _ in
            LogWriter(settings.format, level: level, to: queue, time: Surroundings.time)
        }
    }
}

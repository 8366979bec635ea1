import Base
import Logging
import ServiceLifecycle
import Settings
import Synchronization
import UnixSignals

/// Whether every request is logged, which a reload changes.
final class RequestLogging: Sendable {
    private let state: Atomic<Bool>

    init(_ isOn: Bool) { state = Atomic(isOn) }

    var isOn: Bool {
        get { state.load(ordering: .relaxed) }
        set { state.store(newValue, ordering: .relaxed) }
    }
}

/// Reads the settings again at SIGHUP, for a server without a terminal. Applies what can change while it runs, and names
/// what needs a restart.
struct Reloading: Service {
    /// The settings that the server started with.
    let settings: ServerSettings
    let level: LogLevel
    let requests: RequestLogging
    let logger: Logger
    /// Applies what the rest of the server can change while it runs.
    var apply: @Sendable (ServerSettings) async throws -> Void = { _ in }
    /// Whether a changed setting needs no restart.
    var isReloaded: @Sendable (_ key: String, ServerSettings) -> Bool = { key, _ in reloaded.contains(key) }
    /// Reads all sources again.
    let read: @Sendable () async throws -> ServerSettings

    /// The settings that change without a restart, besides those of the identity providers. The limits of memories and
    /// requests need one: they are part of the schemas that clients read.
    static let reloaded: Set<String> = ["log.level", "log.requests", "auth.failuresPerMinute"]

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sighup)
        try await UntilShutdown { for await _ in signals { await turn() } }.run()
    }

    func turn() async {
        do {
            let fresh = try await read()
            try await apply(fresh)
            level.value = fresh.log.loggerLevel
            requests.isOn = fresh.log.requests
            let changed = SettingChanges.keys(from: settings, to: fresh)
            let (reloaded, waiting) = (
                changed.filter { isReloaded($0, fresh) }, changed.filter { !isReloaded($0, fresh) }
            )
            logger.notice(
                "the settings were read again",
                metadata: [
                    "reloaded": "\(reloaded.isEmpty ? "nothing" : reloaded.joined(separator: ", "))",
                    "needs_restart": "\(waiting.isEmpty ? "nothing" : waiting.joined(separator: ", "))",
                ]
            )
        } catch {
            logger.warning(
                "the settings cannot be used; the former ones stay",
                metadata: ["cause": "\(CommandFailure.readable(error))"]
            )
        }
    }
}

extension LogSettings {
    /// For the logger.
    var loggerLevel: Logger.Level { Logger.Level(rawValue: level.rawValue) ?? .info }
}

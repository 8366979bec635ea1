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
    /// Reads all sources again.
    let read: @Sendable () async throws -> ServerSettings

    /// The settings that change without a restart.
    static let reloaded: Set<String> = ["log.level", "log.requests"]

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sighup)
        try await UntilShutdown { for await _ in signals { await turn() } }.run()
    }

    func turn() async {
        do {
            let fresh = try await read()
            level.value = fresh.log.loggerLevel
            requests.isOn = fresh.log.requests
            let waiting = Self.changes(from: settings, to: fresh).filter { !Self.reloaded.contains($0) }
            logger.notice(
                "the settings were read again",
                metadata: [
                    "reloaded": "\(Self.reloaded.sorted().joined(separator: ", "))",
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

    /// The keys whose values differ, in order. Secrets are redacted in both and count as equal.
    static func changes(from former: ServerSettings, to fresh: ServerSettings) -> [String] {
        func values(_ settings: ServerSettings) -> [String: String] {
            Dictionary(settings.entries.map { ($0.key, $0.shown ?? $0.fallback) }) { $1 }
        }
        let (old, new) = (values(former), values(fresh))
        return Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }.sorted()
    }
}

extension LogSettings {
    /// For the logger.
    var loggerLevel: Logger.Level { Logger.Level(rawValue: level.rawValue) ?? .info }
}

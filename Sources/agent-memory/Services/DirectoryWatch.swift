import Identity
import Logging
import SQLStorage
import ServiceLifecycle

/// Watches the files of the data directory while a process uses it, and notices within a second when one is removed or
/// replaced. Other processes then use different files than this one, so continuing would lose data.
struct DirectoryWatch: Service {
    static let interval: Duration = .milliseconds(500)

    let stores: Storage
    let revocations: RevocationEpoch
    /// Nil in a process that runs alongside a server.
    let lock: ServerLock?
    let logger: Logger
    let onFailure: @Sendable () -> Void

    /// Runs until it is cancelled or the server is asked to stop.
    /// - Throws: `StoreFailure` or `CommandFailure` when the process must end.
    func run() async throws {
        try await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do { try await turn() } catch {
                    logger.critical(
                        "the data directory was changed while this process used it; the process ends",
                        metadata: ["cause": "\(error)"]
                    )
                    onFailure()
                    throw error
                }
                try? await Task.sleep(for: Self.interval)
            }
        }
    }

    private func turn() async throws {
        revocations.keepUp()
        try stores.requireFiles()
        if try lock?.keep() == true { logger.warning("server.lock was removed or replaced; it is locked again") }
        await stores.retry()
    }
}

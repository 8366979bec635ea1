import Identity
import Logging
import SQLStorage
import ServiceLifecycle

/// Looks after the files of the data directory while a process works on it: what is removed or replaced by somebody is
/// noticed within a second. Other processes then work on other files than this one, so that going on would lose what is
/// stored.
struct DirectoryWatch: Service {
    static let interval: Duration = .milliseconds(500)

    let stores: SQLiteStores
    let revocations: RevocationEpoch
    /// Nil beside a server.
    let lock: ServerLock?
    let logger: Logger
    let onFailure: @Sendable () -> Void

    /// Until it is cancelled or the server is asked to stop.
    /// - Throws: `StoreFailure` or `CommandFailure` when the process must end.
    func run() async throws {
        try await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do { try await turn() } catch {
                    logger.critical(
                        "the data directory was changed under this process, which ends",
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
        await stores.retryWriting()
    }
}

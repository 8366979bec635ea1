import Base
import Logging
import ServiceLifecycle

/// Repeats work alongside the server until it is asked to stop. A failure is logged, and the work is tried again.
struct PeriodicTask: Service {
    let name: String
    /// From the end of one turn to the beginning of the next.
    let interval: Duration
    let logger: Logger
    let work: @Sendable () async throws -> Void

    init(_ name: String, every interval: Duration, logger: Logger, _ work: @escaping @Sendable () async throws -> Void)
    {
        self.name = name
        self.interval = interval
        self.logger = logger
        self.work = work
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await turn()
                try? await Task.sleep(for: interval)
            }
        }
    }

    private func turn() async {
        do {
            try await work()
        } catch is CancellationError {
            return
        } catch {
            logger.warning("background work failed", metadata: ["task": "\(name)", "error": "\(error)"])
        }
    }
}

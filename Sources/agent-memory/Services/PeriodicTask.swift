import Base
import Logging
import ServiceLifecycle

/// Repeats work alongside the server until it is asked to stop. A failure is logged, and the work is tried again.
struct PeriodicTask: Service {
    let name: String
    /// From the end of one turn to the beginning of the next.
    let interval: Duration
    let logger: Logger
    /// Nil while metrics are off.
    private let numbers: TaskNumbers?
    let work: @Sendable () async throws -> Void

    init(
        _ name: String,
        every interval: Duration,
        logger: Logger,
        numbers: TaskNumbers? = nil,
        _ work: @escaping @Sendable () async throws -> Void
    ) {
        self.name = name
        self.interval = interval
        self.logger = logger
        self.numbers = numbers
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
        let start = ContinuousClock.now
        do {
            try await work()
            numbers?.ran(name, since: start, isSuccess: true)
        } catch is CancellationError {
            return
        } catch {
            numbers?.ran(name, since: start, isSuccess: false)
            logger.warning("background work failed", metadata: ["task": "\(name)", "error": "\(error)"])
        }
    }
}

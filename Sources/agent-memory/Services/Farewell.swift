import ServiceLifecycle

/// Says that the server is stopping, so that nobody presses Ctrl-C a second time. Must be the last of the services:
/// they are asked to stop in reverse order.
struct Farewell: Service {
    /// The time for running requests to finish, in seconds.
    let drainSeconds: Int
    let output: LogQueue

    func run() async throws {
        // Cancellation means that another service failed; the reason is reported elsewhere.
        guard (try? await gracefulShutdown()) != nil else { return }
        ReadinessNotice.ofThisProcess?.notify(.stopping)
        output.put(Array("Stopping: requests in flight get up to \(drainSeconds) s to finish.\n".utf8))
    }
}

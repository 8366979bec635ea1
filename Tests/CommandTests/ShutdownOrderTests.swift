import Logging
import ServiceLifecycle
import Testing

@testable import agent_memory

@Suite struct ShutdownOrderTests {
    /// A service that drains while other work ends.
    private struct Draining: Service {
        let begins: @Sendable () -> Void
        let meanwhile: @Sendable () -> Void

        func run() async throws {
            begins()
            try await gracefulShutdown()
            meanwhile()
            for _ in 0..<1_000 { await Task.yield() }
        }
    }

    @Test("Work that ends while requests drain, such as loading the model, does not make the server fail")
    func workThatEndsMeanwhile() async throws {
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        let (begins, begin) = AsyncStream.makeStream(of: Void.self)
        let group = ServiceGroup(
            configuration: .init(
                services: [
                    .init(service: UntilShutdown { for await _ in ends {} }),
                    .init(service: Draining(begins: { begin.finish() }, meanwhile: { end.finish() })),
                ],
                logger: Logger(label: "test")
            )
        )
        await withThrowingTaskGroup { tasks in
            tasks.addTask { try await group.run() }
            for await _ in begins {}
            await group.triggerGracefulShutdown()
            do { try await tasks.waitForAll() } catch { Issue.record(error) }
        }
    }
}

package import Base

/// Shares the background work of a database among its servers: each part is done by one of them at a time, and taken over
/// from one that ended without giving it back.
package struct WorkShare: Sendable {
    /// How long work belongs to a server that does not renew it.
    package static let term = Duration.seconds(30)
    /// How often it is renewed.
    static let renewal = Duration.seconds(10)

    private let store: any WorkLeaseStore
    /// This process.
    private let holder: String
    private let time: any TimeSource
    private let renewal: Duration

    /// - Parameter holder: unique for each process.
    package init(store: any WorkLeaseStore, holder: String, time: any TimeSource) {
        self.init(store: store, holder: holder, time: time, renewal: Self.renewal)
    }

    init(store: any WorkLeaseStore, holder: String, time: any TimeSource, renewal: Duration) {
        (self.store, self.holder, self.time, self.renewal) = (store, holder, time, renewal)
    }

    private struct Lost: Error {}

    /// Does the work when no other server does it. It is cancelled when the lease is lost, and may be repeated by another
    /// server then: stores guard what must happen once.
    /// - Parameter interval: work that was done by any server within this time is not done.
    /// - Returns: whether the work was done, is another server's, or is not due.
    /// - Throws: the work's error, or a `StoreFailure`.
    package func run(
        _ name: String,
        every interval: Duration = .zero,
        _ work: @escaping @Sendable () async throws -> Void
    ) async throws -> WorkLease {
        let now = time.now()
        let lease = try await store.take(
            name,
            for: holder,
            until: now.advanced(by: Self.term),
            every: interval,
            at: now
        )
        guard lease == .taken else { return lease }
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await work() }
                group.addTask {
                    while true {
                        try await Task.sleep(for: renewal)
                        let end = time.now().advanced(by: Self.term)
                        guard try await store.renew(name, for: holder, until: end) else { throw Lost() }
                    }
                }
                defer { group.cancelAll() }
                _ = try await group.next()
            }
        } catch {
            await giveBack(name, done: false)
            if error is Lost { return .held }
            throw error
        }
        await giveBack(name, done: true)
        return .taken
    }

    /// Also when this task was cancelled: at shutdown another server must not wait for the end of the term.
    private func giveBack(_ name: String, done: Bool) async {
        let doneAt = done ? time.now() : nil
        await Task { try? await store.giveBack(name, by: holder, doneAt: doneAt) }.value
    }
}

import Base
import Dispatch
import Synchronization

/// Admits work on a database until it is closed. SQLite crashes when a connection is closed during a statement or used
/// afterwards. So closing waits for running work, and later work is refused.
final class SQLiteGate: Sendable {
    private struct State {
        var inside = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private let emptied = DispatchSemaphore(value: 0)

    /// - Throws: what `work` throws; `StoreFailure(.unavailable)` once the database is closed.
    func pass<Result>(_ work: () throws -> Result) throws -> Result {
        try state.withLock { state in
            guard !state.isClosed else { throw StoreFailure(.unavailable, "the database is closed") }
            state.inside += 1
        }
        defer {
            let isLast = state.withLock { state in
                state.inside -= 1
                return state.isClosed && state.inside == 0
            }
            if isLast { emptied.signal() }
        }
        return try work()
    }

    /// Closes the gate and returns when no work is running; false when it was closed already.
    func close() -> Bool {
        let (isFirst, isEmpty) = state.withLock { state in
            defer { state.isClosed = true }
            return (!state.isClosed, state.inside == 0)
        }
        if isFirst, !isEmpty { emptied.wait() }
        return isFirst
    }
}

import Base
import Dispatch
import Synchronization

/// Lets work on a database through until it is closed. SQLite crashes on a connection that is closed under a statement
/// or used afterwards, so closing waits for those inside, and whoever comes later is refused.
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

    /// Returns when nobody is inside any more; false when it was closed already.
    func close() -> Bool {
        let (isFirst, isEmpty) = state.withLock { state in
            defer { state.isClosed = true }
            return (!state.isClosed, state.inside == 0)
        }
        if isFirst, !isEmpty { emptied.wait() }
        return isFirst
    }
}

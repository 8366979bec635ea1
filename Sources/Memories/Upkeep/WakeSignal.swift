import Synchronization

/// Lets one loop sleep until there is something to do, or some time has passed.
final class WakeSignal: Sendable {
    private struct State {
        var isSet = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// A call while nobody waits makes the next wait return immediately.
    func wake() {
        let waiter = state.withLock { state in
            defer { state.waiter = nil }
            state.isSet = state.waiter == nil
            return state.waiter
        }
        waiter?.resume()
    }

    /// Returns when woken, when `limit` has passed, or when the task is cancelled. For one waiter at a time.
    func wait(atMost limit: Duration) async {
        let alarm = Task {
            try await Task.sleep(for: limit)
            wake()
        }
        defer { alarm.cancel() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isSet = state.withLock { state in
                    guard !state.isSet, !Task.isCancelled else {
                        state.isSet = false
                        return true
                    }
                    state.waiter = continuation
                    return false
                }
                if isSet { continuation.resume() }
            }
        } onCancel: {
            wake()
        }
    }
}

import Synchronization

/// Lets concurrent callers with the same key share one operation and its result or error.
///
/// The operation is not cancelled when the caller that started it is: the others still wait for it. It runs on that
/// caller's thread until it suspends, because a row of SQLite arrives before another thread would have woken up.
package final class SingleFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// The waiting callers, by the key of the operation.
    private let waiting = Mutex<[Key: [CheckedContinuation<Value?, any Error>]]>([:])

    package init() {}

    package func value(for key: Key, _ make: @escaping @Sendable () async throws -> Value) async throws -> Value {
        while true {
            let isFirst = waiting.withLock { waiting in
                guard waiting[key] == nil else { return false }
                waiting[key] = []
                return true
            }
            if isFirst { return try await Task.immediate { try await self.ask(key, make) }.value }
            if let value = try await current(for: key) { return value }
        }
    }

    /// The result of the operation in progress; nil when there is none.
    func current(for key: Key) async throws -> Value? {
        try await withCheckedThrowingContinuation { continuation in
            let isAsked = waiting.withLock { $0[key]?.append(continuation) } != nil
            if !isAsked { continuation.resume(returning: nil) }
        }
    }

    private func ask(_ key: Key, _ make: () async throws -> Value) async throws -> Value {
        do {
            let value = try await make()
            land(key, .success(value))
            return value
        } catch {
            land(key, .failure(error))
            throw error
        }
    }

    private func land(_ key: Key, _ answer: Result<Value?, any Error>) {
        for continuation in waiting.withLock({ $0.removeValue(forKey: key) ?? [] }) {
            continuation.resume(with: answer)
        }
    }
}

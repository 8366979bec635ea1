import Synchronization

/// Many callers with one question at one time: it is asked once, and all get the answer, or the error.
///
/// The asking is not cancelled when the caller that began it is: the others still wait for it. It runs on that caller's
/// thread until it has to wait for something: a row of SQLite is here before another thread would have woken up.
package final class SingleFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// Who waits, by the question that is being asked.
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

    /// The answer being waited for; nil when nobody is asking.
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

import Synchronization

/// Many callers with one question at one time: it is asked once, and all get the answer, or the error.
///
/// The asking is not cancelled when the caller that began it is: the others still wait for it.
package final class SingleFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let flights = Mutex<[Key: Task<Value, any Error>]>([:])

    package init() {}

    package func value(for key: Key, _ make: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let flight = flights.withLock { flights in
            if let flight = flights[key] { return flight }
            let flight = Task {
                defer { self.flights.withLock { _ = $0.removeValue(forKey: key) } }
                return try await make()
            }
            flights[key] = flight
            return flight
        }
        return try await flight.value
    }

    /// The answer being waited for; nil when nobody is asking.
    func current(for key: Key) async throws -> Value? {
        try await flights.withLock { $0[key] }?.value
    }
}

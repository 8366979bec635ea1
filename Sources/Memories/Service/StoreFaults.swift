import Base

/// Runs `body` so that nothing but a `Fault` leaves the room.
func faultsOnly<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
        return try await body()
    } catch {
        throw Fault(any: error)
    }
}

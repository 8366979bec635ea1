import Base

/// Runs `body` and turns every error that is not a `Fault` into one.
func faultsOnly<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
        return try await body()
    } catch {
        throw Fault(any: error)
    }
}

package import Base

/// The error of this type that an operation throws; nil when it throws none, or another one.
package func thrown<Failure: Error>(_ type: Failure.Type, by operation: () async throws -> some Sendable) async
    -> Failure?
{
    do {
        _ = try await operation()
        return nil
    } catch {
        return error as? Failure
    }
}

/// The fault that an operation throws; nil when it throws none.
package func fault(_ operation: () async throws -> some Sendable) async -> Fault? {
    await thrown(Fault.self, by: operation)
}

import SQLStorage
import Traces

/// The database operations as metrics and as spans of room 5.
struct ObservedStore: DatabaseObserver {
    private let numbers: DatabaseNumbers?
    private let isTraced: Bool

    /// Nil when neither is on: then nothing observes the database.
    init?(_ metrics: ServerMetrics?, isTraced: Bool) {
        guard metrics != nil || isTraced else { return nil }
        numbers = metrics.map(DatabaseNumbers.init)
        self.isTraced = isTraced
    }

    func observe<Result: Sendable>(
        _ operation: DatabaseOperation,
        _ work: @Sendable () async throws -> Result
    ) async throws -> Result {
        guard isTraced else { return try await measured(operation, work) }
        return try await Room.store.span(operation.rawValue) { try await measured(operation, work) }
    }

    private func measured<Result: Sendable>(
        _ operation: DatabaseOperation,
        _ work: @Sendable () async throws -> Result
    ) async throws -> Result {
        guard let numbers else { return try await work() }
        return try await numbers.observe(operation, work)
    }
}

import CoreMetrics
import SQLStorage

/// Measures the time of every database operation.
struct DatabaseNumbers: DatabaseObserver {
    private let durations: Instruments<DatabaseOperation, Timer>
    private let failures: Instruments<DatabaseOperation, Counter>

    init(_ metrics: ServerMetrics) {
        durations = Instruments { metrics.timer(.storeDuration, [("operation", $0.rawValue)]) }
        failures = Instruments { metrics.counter(.storeFailures, [("operation", $0.rawValue)]) }
    }

    func observe<Result: Sendable>(
        _ operation: DatabaseOperation,
        _ work: @Sendable () async throws -> Result
    ) async throws -> Result {
        let start = ContinuousClock.now
        defer { durations[operation].record(since: start) }
        do { return try await work() } catch {
            failures[operation].increment()
            throw error
        }
    }
}

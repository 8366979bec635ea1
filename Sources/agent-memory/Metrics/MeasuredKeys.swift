import CoreMetrics
import Identity

/// The fetches of an issuer's keys, measured.
struct MeasuredKeys: JWKSFetching {
    private let keys: any JWKSFetching
    private let duration: Timer
    private let successes: Counter
    private let failures: Counter

    /// - Parameter issuer: its short name in the settings.
    init(_ keys: any JWKSFetching, of issuer: String, _ metrics: ServerMetrics) {
        self.keys = keys
        duration = metrics.timer(.keyFetchDuration, [("issuer", issuer)])
        successes = metrics.counter(.keyFetches, [("issuer", issuer), ("outcome", "success")])
        failures = metrics.counter(.keyFetches, [("issuer", issuer), ("outcome", "failure")])
    }

    func fetch() async throws -> FetchedKeys {
        let start = ContinuousClock.now
        defer { duration.record(since: start) }
        do {
            let fetched = try await keys.fetch()
            successes.increment()
            return fetched
        } catch {
            failures.increment()
            throw error
        }
    }
}

import CoreMetrics
import Synchronization

/// One number, or one histogram, with its labels.
final class Series: CounterHandler, FloatingPointCounterHandler, RecorderHandler, MeterHandler, TimerHandler {
    enum Kind: String {
        case counter, gauge, histogram
    }

    /// One record of a bucket, with a label that identifies it.
    struct Exemplar: Equatable {
        let labels: String
        let value: Double
    }

    /// The state of a series at one moment.
    struct Value: Equatable {
        /// The number, or the sum of all records.
        var sum = 0.0
        /// The number of records.
        var count: UInt64 = 0
        /// The number of records up to each of `bounds`; empty unless it is a histogram.
        var buckets: [UInt64] = []
        /// The last exemplar of each bucket, then that of larger records.
        var exemplars: [Exemplar?] = []
    }

    /// In seconds: from a request that touches no storage to one that waits for another server.
    static let bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    let kind: Kind
    private let state: Mutex<Value>

    init(_ kind: Kind) {
        self.kind = kind
        state = Mutex(Self.empty(kind))
    }

    private static func empty(_ kind: Kind) -> Value {
        guard kind == .histogram else { return Value() }
        return Value(
            buckets: Array(repeating: 0, count: bounds.count),
            exemplars: Array(repeating: nil, count: bounds.count + 1)
        )
    }

    var value: Value { state.withLock { $0 } }

    func increment(by amount: Int64) { increment(by: Double(amount)) }

    /// A counter never decreases, and infinite amounts are not counted. A gauge may do both directions.
    func increment(by amount: Double) {
        guard amount.isFinite, amount >= 0 || kind == .gauge else { return }
        state.withLock { $0.sum += amount }
    }

    func decrement(by amount: Double) {
        guard amount.isFinite, kind == .gauge else { return }
        state.withLock { $0.sum -= amount }
    }

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { state.withLock { $0.sum = value } }

    func record(_ value: Int64) { record(Double(value)) }
    func record(_ value: Double) { record(value, exemplar: nil) }

    /// - Parameter exemplar: a label as it is written, `name="value"`.
    func record(_ value: Double, exemplar: String?) {
        guard kind == .histogram else { return set(value) }
        guard value.isFinite else { return }
        let place = Self.bounds.firstIndex { value <= $0 } ?? Self.bounds.count
        state.withLock { state in
            state.sum += value
            state.count += 1
            for index in place..<Self.bounds.count { state.buckets[index] += 1 }
            if let exemplar { state.exemplars[place] = Exemplar(labels: exemplar, value: value) }
        }
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(max(0, duration)) / 1e9) }

    func reset() {
        state.withLock { $0 = Self.empty(kind) }
    }
}

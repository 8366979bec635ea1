import Glibc

/// Times operations by the processor time of the whole process, so that other processes do not count.
enum Measure {
    /// An operation to time; repeats itself the given number of times.
    struct Case: Sendable {
        let name: String
        let run: @Sendable (Int) async throws -> Void

        init(_ name: String, _ run: @escaping @Sendable (Int) async throws -> Void) {
            self.name = name
            self.run = run
        }
    }

    /// The cost of one run of a case, over all rounds.
    struct Timing: Sendable {
        /// Nanoseconds of processor time: the median of the rounds.
        let nanoseconds: Double
        /// Half the distance of the quartiles, as a fraction of the median.
        let spread: Double

        init(_ rounds: [Double]) {
            nanoseconds = Measure.quantile(rounds, 0.5)
            spread = (Measure.quantile(rounds, 0.75) - Measure.quantile(rounds, 0.25)) / 2 / nanoseconds
        }
    }

    /// Runs one round of each case in turns: a disturbance of the machine then affects all of them.
    static func together(_ cases: [Case], _ effort: Effort) async throws -> [Timing] {
        var counts: [Int] = []
        for one in cases { counts.append(try await calibrate(one, effort.roundLength)) }
        var samples = cases.map { _ in [Double]() }
        for _ in 0..<effort.rounds {
            for (index, one) in cases.enumerated() {
                let start = processorTime()
                try await one.run(counts[index])
                samples[index].append(Double(processorTime() - start) / Double(counts[index]))
            }
        }
        return samples.map { Timing($0) }
    }

    /// How many runs fit into a round; also warms up.
    private static func calibrate(_ one: Case, _ length: Duration) async throws -> Int {
        let target = Double(length.components.attoseconds) / 1e9
        var count = 1
        while true {
            let start = processorTime()
            try await one.run(count)
            let taken = Double(processorTime() - start)
            if taken >= target / 4 { return max(1, Int(Double(count) * target / taken)) }
            count *= taken > 0 ? min(max(2, Int(target / 4 / taken)), 100) : 100
        }
    }

    /// Nanoseconds of processor time of this process, over all threads.
    static func processorTime() -> UInt64 { time(CLOCK_PROCESS_CPUTIME_ID) }

    /// Nanoseconds since an arbitrary moment.
    static func wallTime() -> UInt64 { time(CLOCK_MONOTONIC) }

    private static func time(_ clock: clockid_t) -> UInt64 {
        var value = timespec()
        clock_gettime(clock, &value)
        return UInt64(value.tv_sec) * 1_000_000_000 + UInt64(value.tv_nsec)
    }

    /// - Parameter part: 0…1.
    static func quantile(_ values: [Double], _ part: Double) -> Double {
        let sorted = values.sorted()
        guard let last = sorted.last else { return .nan }
        let place = part * Double(sorted.count - 1)
        let lower = Int(place)
        return lower + 1 < sorted.count
            ? sorted[lower] + (sorted[lower + 1] - sorted[lower]) * (place - Double(lower)) : last
    }
}

/// Keeps the optimiser from removing the computation of `value`.
@inline(never)
func keep<Value>(_ value: Value) {
    withExtendedLifetime(value) {}
}

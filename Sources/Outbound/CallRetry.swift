import Base

/// When to retry a call of a model: exponential waits with jitter, never sooner than the endpoint asks, limited in attempts and
/// time.
struct CallRetry {
    /// The seconds to suggest to our own caller when the endpoint suggests none.
    static let comeBack = 5
    private static let firstWait = Duration.milliseconds(500)

    private var attemptsLeft: Int
    private var wait = firstWait
    private(set) var remaining: Duration

    init(attempts: Int, totalTime: Duration) {
        attemptsLeft = max(1, attempts) - 1
        remaining = totalTime
    }

    mutating func spent(_ time: Duration) {
        remaining = max(.zero, remaining - time)
    }

    /// How long to wait before the next attempt; nil for no further attempt.
    ///
    /// The wait is between half and all of the current step, so that clients refused together do not return together.
    /// Jitter is added to a `Retry-After` (RFC 9110 §10.2.3), which is a minimum.
    mutating func next(retryAfter: Int?, random: any RandomSource) -> Duration? {
        guard attemptsLeft > 0 else { return nil }
        attemptsLeft -= 1
        let fraction = random.bytes(2).reduce(0) { $0 << 8 | Int($1) }
        let jittered = wait / 2 + wait / 2 * fraction / 65_535
        wait *= 2
        let asked = retryAfter.map { Duration.seconds(OutsideNumber.retryAfter.clamp($0)) } ?? .zero
        let chosen = asked + jittered
        return chosen < remaining ? chosen : nil
    }
}

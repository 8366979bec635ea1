import Base
import Synchronization

/// How far this machine's clock is from that of the database. Times are written by the servers and compared by others.
final class ClockComparison: Sendable {
    /// More than this is told to the operator.
    static let notable = Duration.seconds(1)
    /// With more than this, the server does not start and is not ready.
    static let most = Duration.seconds(10)

    private let milliseconds = Mutex<Int64>(0)

    /// Notes the time of the database. Only the part counts that the answer's way cannot explain.
    func note(_ time: Timestamp, askedAt: Timestamp, answeredAt: Timestamp) {
        let difference =
            if time > answeredAt {
                time.milliseconds - answeredAt.milliseconds
            } else if time < askedAt {
                time.milliseconds - askedAt.milliseconds
            } else {
                Int64(0)
            }
        milliseconds.withLock { $0 = difference }
    }

    /// Positive when the database is ahead.
    var difference: Duration { .milliseconds(milliseconds.withLock { $0 }) }

    var isUsable: Bool { abs(difference) <= Self.most }

    /// A sentence when the clocks differ notably.
    var remark: String? {
        guard abs(difference) > Self.notable else { return nil }
        let seconds = (abs(difference).inSeconds * 10).rounded() / 10
        return "the clocks of this machine and of the database differ by \(seconds) s; synchronize both (NTP)"
    }

    /// A sentence when they differ too much to go on.
    var excess: String? { isUsable ? nil : remark.map { "Too far apart: \($0)." } }

    private func abs(_ duration: Duration) -> Duration { duration < .zero ? .zero - duration : duration }
}

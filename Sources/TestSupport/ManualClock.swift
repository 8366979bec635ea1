package import Base
import Synchronization

/// A clock that moves only when a test advances it, so that no test has to wait.
package final class ManualClock: TimeSource {
    private let time: Mutex<Timestamp>

    /// - Parameter start: the initial time; 2026-11-21T08:57:00Z by default.
    package init(_ start: Timestamp = Timestamp(seconds: 1_795_251_420)) {
        time = Mutex(start)
    }

    package func now() -> Timestamp { time.withLock { $0 } }

    package func advance(by duration: Duration) {
        time.withLock { $0 = $0.advanced(by: duration) }
    }
}

package import Base
import Synchronization

/// A clock that moves only when told to: the one way a test waits.
package final class ManualClock: TimeSource {
    private let time: Mutex<Timestamp>

    /// - Parameter start: 2026-11-21T08:57:00Z unless the test cares.
    package init(_ start: Timestamp = Timestamp(seconds: 1_795_251_420)) {
        time = Mutex(start)
    }

    package func now() -> Timestamp { time.withLock { $0 } }

    package func advance(by duration: Duration) {
        time.withLock { $0 = $0.advanced(by: duration) }
    }
}

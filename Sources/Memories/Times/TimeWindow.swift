package import Base

/// A stretch of time that a question asks about. An absent end is open.
package struct TimeWindow: Sendable, Hashable {
    package let from: Timestamp?
    /// Exclusive.
    package let to: Timestamp?

    package init(from: Timestamp?, to: Timestamp?) {
        self.from = from
        self.to = to
    }

    package func contains(_ time: Timestamp) -> Bool {
        (from.map { time >= $0 } ?? true) && (to.map { time < $0 } ?? true)
    }
}

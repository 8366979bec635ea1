package import Base

/// A day of UTC, and how many memories were created on it.
package struct MemoryDay: Sendable, Hashable {
    /// Days since 1970-01-01.
    package let day: Int
    package let count: Int

    package init(day: Int, count: Int) {
        self.day = day
        self.count = count
    }
}

extension Timestamp {
    /// The day of UTC that the time lies in: days since 1970-01-01.
    package var day: Int { Int((seconds - (seconds % 86_400 + 86_400) % 86_400) / 86_400) }

    /// The beginning of a day of UTC.
    /// - Parameter day: days since 1970-01-01.
    package init(day: Int) {
        self.init(seconds: Int64(day) * 86_400)
    }
}

package import Base

/// The last attempt to get a certificate, when it failed. It is kept in a file: a server that is started again and again
/// must not exhaust the limits of the authority.
package struct FailedAttempt: Sendable, Hashable {
    /// How many attempts failed since the last success, this one included.
    package let count: Int
    package let time: Timestamp
    package let reason: String
    /// When the next attempt is due.
    package let next: Timestamp
    /// Whether the authority named that time.
    package let isNextAsked: Bool

    private static let firstPause = Duration.seconds(120)
    private static let longestPause = Duration.seconds(43_200)

    /// Pauses double from two minutes to twelve hours, each up to a quarter longer. Most authorities allow five failed
    /// attempts an hour.
    /// - Parameters:
    ///   - asked: how long the authority asks to wait.
    ///   - spread: 0..<1.
    package init(after former: FailedAttempt?, at time: Timestamp, reason: String, asked: Duration?, spread: Double) {
        count = min(former?.count ?? 0, 1_000_000) + 1
        self.time = time
        self.reason = String(reason.escaped.prefix(1_000))
        let pause = min(Self.firstPause * (1 << min(count - 1, 20)), Self.longestPause)
        next = time.advanced(by: max(asked ?? .zero, pause + pause / 4 * spread))
        isNextAsked = asked.map { $0 > pause } ?? false
    }

    /// When a server that has just started tries again: the operator may have fixed the cause.
    package var nextAfterStart: Timestamp { isNextAsked ? next : min(next, time.advanced(by: Self.firstPause)) }

    /// Nil when the text is not that of `json`.
    package init?(_ value: JSONValue) {
        guard let count = value["failures"]?.integer, (1...1_000_001).contains(count),
            let time = value["time"]?.string.flatMap(Timestamp.init(iso8601:)), let reason = value["reason"]?.string,
            let next = value["next"]?.string.flatMap(Timestamp.init(iso8601:)), let asked = value["asked"]?.bool
        else { return nil }
        self.count = Int(count)
        (self.time, self.reason, self.next, isNextAsked) = (time, reason, next, asked)
    }

    package var json: JSONValue {
        [
            "failures": .integer(Int64(count)), "time": .string("\(time)"), "reason": .string(reason),
            "next": .string("\(next)"), "asked": .bool(isNextAsked),
        ]
    }
}

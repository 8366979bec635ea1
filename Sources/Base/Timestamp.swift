/// A point in time: whole milliseconds since 1970-01-01T00:00:00Z, as every store keeps it.
package struct Timestamp: Hashable, Comparable, Sendable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Creates a time from seconds; a number that is too large gives the first or the last representable time.
    package init(seconds: Int64) {
        let (milliseconds, overflows) = seconds.multipliedReportingOverflow(by: 1_000)
        self.milliseconds = overflows ? (seconds < 0 ? .min : .max) : milliseconds
    }

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.milliseconds < rhs.milliseconds }

    /// Whole seconds, rounded down, as JWT NumericDate and HTTP use them.
    package var seconds: Int64 {
        milliseconds / 1_000 - (milliseconds % 1_000 < 0 ? 1 : 0)
    }

    /// The time after `duration`, clamped to the first or the last representable time, so that no duration overflows.
    package func advanced(by duration: Duration) -> Timestamp {
        let farthest = Duration.seconds(Int64.max / 1_000)
        let (seconds, attoseconds) = min(max(duration, .zero - farthest), farthest).components
        let (sum, overflows) = milliseconds.addingReportingOverflow(
            seconds * 1_000 + attoseconds / 1_000_000_000_000_000
        )
        return Timestamp(milliseconds: overflows ? (seconds < 0 ? .min : .max) : sum)
    }

    /// The time from `other` to `self`; negative when `other` is later.
    package func since(_ other: Timestamp) -> Duration {
        .milliseconds(milliseconds) - .milliseconds(other.milliseconds)
    }

    /// Whether the two times are less than `duration` apart, in either direction. Use it for everything that is kept
    /// for a time: after the clock was set back, an older note lies in the future and must not stay valid until then.
    package func isWithin(_ duration: Duration, of other: Timestamp) -> Bool {
        let difference = since(other)
        return difference < duration && difference > .zero - duration
    }
}

extension Timestamp: CustomStringConvertible {
    /// ISO 8601 in UTC with milliseconds: `2026-11-21T08:57:00.123Z`.
    package var description: String { ISO8601.text(milliseconds) }

    /// The years 0001 to 9999. A later date has no text that this server or a client could read back (RFC 3339 §1), and
    /// would make every response that contains it unreadable.
    package static let writable =
        Timestamp(milliseconds: -62_135_596_800_000)...Timestamp(milliseconds: 253_402_300_799_999)

    /// Parses ISO 8601 with or without a fraction (any number of digits), and with `Z`, an offset, or neither (read as
    /// UTC), or a date alone. Clients of the Redis server send all of these forms. Nil for any other text and for a
    /// time that is not `writable`.
    package init?(iso8601 text: String) {
        guard let milliseconds = ISO8601.milliseconds(text), Self.writable.contains(Self(milliseconds: milliseconds))
        else {
            return nil
        }
        self.milliseconds = milliseconds
    }
}

extension Timestamp: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Timestamp(iso8601: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an ISO 8601 date-time")
        }
        self = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

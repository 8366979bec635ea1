package import FoundationEssentials

/// A point in time: whole milliseconds since 1970-01-01T00:00:00Z, as every store keeps it.
package struct Timestamp: Hashable, Comparable, Sendable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    package init(seconds: Int64) {
        self.milliseconds = seconds * 1_000
    }

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.milliseconds < rhs.milliseconds }

    /// Whole seconds, rounded down, as JWT NumericDate and HTTP want them.
    package var seconds: Int64 {
        milliseconds >= 0 ? milliseconds / 1_000 : (milliseconds - 999) / 1_000
    }

    package func advanced(by duration: Duration) -> Timestamp {
        let (seconds, attoseconds) = duration.components
        return Timestamp(milliseconds: milliseconds + seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
    }

    /// The time from `other` to `self`; negative when `other` is later.
    package func since(_ other: Timestamp) -> Duration {
        .milliseconds(milliseconds - other.milliseconds)
    }

    package var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1_000) }
}

extension Timestamp: CustomStringConvertible {
    /// ISO 8601 in UTC with milliseconds: `2026-11-21T08:57:00.123Z`.
    package var description: String {
        Self.format.format(date)
    }

    private static let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    /// Parses ISO 8601 with or without a fraction (any number of digits) and with `Z`, an offset, or none (read as UTC).
    /// Clients of the Redis server send all of these forms.
    package init?(iso8601 text: String) {
        guard let parts = ISO8601Text(text) else { return nil }
        guard let base = try? Date.ISO8601FormatStyle().parse(parts.wholeSeconds) else { return nil }
        milliseconds = Int64(base.timeIntervalSince1970.rounded()) * 1_000 + parts.milliseconds
    }
}

/// The pieces of an ISO 8601 date-time, normalised so that Foundation's strict parser takes them.
private struct ISO8601Text {
    let wholeSeconds: String
    let milliseconds: Int64

    init?(_ text: String) {
        var body = Substring(text)
        guard body.count >= 10, body.count <= 40 else { return nil }
        if body.count == 10 { body += "T00:00:00" }
        var characters = Array(body)
        guard characters[10] == "T" || characters[10] == "t" || characters[10] == " " else { return nil }
        characters[10] = "T"
        var time = String(characters[..<min(19, characters.count)])
        var rest = characters.dropFirst(19)
        if time.count == 16 { time += ":00" }
        guard time.count == 19 else { return nil }
        var milliseconds: Int64 = 0
        if rest.first == "." || rest.first == "," {
            rest = rest.dropFirst()
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard !digits.isEmpty else { return nil }
            rest = rest.dropFirst(digits.count)
            milliseconds = Int64(String((String(digits) + "000").prefix(3))) ?? 0
        }
        var zone = String(rest)
        if zone.isEmpty || zone == "z" { zone = "Z" }
        if zone.count == 5, zone.first == "+" || zone.first == "-" {
            zone.insert(":", at: zone.index(zone.startIndex, offsetBy: 3))
        }
        wholeSeconds = time + zone
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

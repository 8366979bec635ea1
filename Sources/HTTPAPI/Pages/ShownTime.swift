import Base

/// A time as pages show it: how long ago it was. The exact time is for machines and on hover.
struct ShownTime: Sendable {
    /// ISO 8601.
    let datetime: String
    let text: String
    /// The date and time of UTC.
    let exact: String

    init(_ time: Timestamp, now: Timestamp) {
        datetime = time.description
        exact = Self.minute(time)
        let seconds = max(0, now.since(time).components.seconds)
        text =
            switch seconds {
            case ..<60: localized("just now")
            case ..<3_600: localized("\(seconds / 60) min ago")
            case ..<86_400: localized("\(seconds / 3_600) h ago")
            case ..<172_800: localized("yesterday")
            case ..<604_800: localized("\(seconds / 86_400) days ago")
            default: Self.date(time)
            }
    }

    /// The time until `end`: `22 min`.
    static func left(until end: Timestamp, now: Timestamp) -> String {
        let minutes = max(0, end.since(now).components.seconds) / 60
        return switch minutes {
        case ..<1: localized("less than a minute")
        case ..<60: localized("\(minutes) min")
        case ..<2_880:
            minutes % 60 == 0
                ? localized("\(minutes / 60) h") : localized("\(minutes / 60) h \(minutes % 60) min")
        default: localized("\(minutes / 1_440) days")
        }
    }

    /// `29 November 2026, 14:05 UTC`.
    static func minute(_ time: Timestamp) -> String {
        localized("\(date(time)), \(time.description.dropFirst(11).prefix(5)) UTC")
    }

    /// `29 November 2026`.
    static func date(_ time: Timestamp) -> String {
        guard let parts = parts(of: time) else { return String(time.description.prefix(10)) }
        return localized("\(parts.day) \(parts.month) \(parts.year)")
    }

    /// The same of a date without a time: `2026-11-29`.
    static func date(_ iso: String) -> String { Timestamp(iso8601: "\(iso)T00:00:00Z").map(date) ?? iso }

    /// `November 2026`, and the same as the label of a chart: `Nov`.
    static func month(_ time: Timestamp) -> (name: String, label: String) {
        guard let parts = parts(of: time) else { return (String(time.description.prefix(7)), "") }
        return (localized("\(parts.month) \(parts.year)"), String(parts.month.prefix(3)))
    }

    private static func parts(of time: Timestamp) -> (day: Int, month: String, year: Int)? {
        let parts = time.description.prefix(10).split(separator: "-").compactMap { Int($0) }
        let months = localized(
            "January February March April May June July August September October November December"
        ).split(separator: " ")
        guard parts.count == 3, (1...12).contains(parts[1]), months.count == 12 else { return nil }
        return (parts[2], String(months[parts[1] - 1]), parts[0])
    }
}

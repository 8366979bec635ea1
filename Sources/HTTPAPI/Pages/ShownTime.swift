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
        exact = "\(Self.date(time)), \(time.description.dropFirst(11).prefix(5)) UTC"
        let seconds = max(0, now.since(time).components.seconds)
        text =
            switch seconds {
            case ..<60: "just now"
            case ..<3_600: "\(seconds / 60) min ago"
            case ..<86_400: "\(seconds / 3_600) h ago"
            case ..<172_800: "yesterday"
            case ..<604_800: "\(seconds / 86_400) days ago"
            default: Self.date(time)
            }
    }

    /// The time until `end`: `22 min`.
    static func left(until end: Timestamp, now: Timestamp) -> String {
        let minutes = max(0, end.since(now).components.seconds) / 60
        return switch minutes {
        case ..<1: "less than a minute"
        case ..<60: "\(minutes) min"
        case ..<2_880: minutes % 60 == 0 ? "\(minutes / 60) h" : "\(minutes / 60) h \(minutes % 60) min"
        default: "\(minutes / 1_440) days"
        }
    }

    /// `29 November 2026`.
    static func date(_ time: Timestamp) -> String {
        let parts = time.description.prefix(10).split(separator: "-")
        guard parts.count == 3, let month = Int(parts[1]), let day = Int(parts[2]), (1...12).contains(month) else {
            return String(time.description.prefix(10))
        }
        return "\(day) \(months[month - 1]) \(parts[0])"
    }

    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}

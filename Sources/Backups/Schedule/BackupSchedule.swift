package import Base

/// When the next backup is due: after an interval, or once a day at a time.
package enum BackupSchedule: Sendable, Hashable {
    case every(minutes: Int64)
    /// Minutes after midnight, in UTC.
    case daily(minute: Int64)

    private static let day: Int64 = 1_440

    /// - Parameter text: `30m`, `6h`, `7d`, or `03:30`; nil for any other text, and for intervals below a minute or above a
    ///   year.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count == 2 {
            guard parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
                let hour = Int64(parts[0]), let minute = Int64(parts[1]), hour < 24, minute < 60
            else { return nil }
            self = .daily(minute: hour * 60 + minute)
            return
        }
        let units: [Character: Int64] = ["m": 1, "h": 60, "d": Self.day]
        let digits = text.dropLast()
        guard let unit = text.last.flatMap({ units[$0] }), digits.utf8.count <= 6,
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int64(digits),
            (1...366 * Self.day).contains(number * unit)
        else { return nil }
        self = .every(minutes: number * unit)
    }

    /// - Parameter last: the time of the newest backup; nil when there is none.
    package func isDue(last: Timestamp?, at now: Timestamp) -> Bool {
        guard let last else { return true }
        switch self {
        case .every(let minutes):
            return !now.isWithin(.seconds(minutes * 60), of: last)
        case .daily(let minute):
            let minutes = now.seconds / 60
            let today = minutes - minutes % Self.day + minute
            let latest = today <= minutes ? today : today - Self.day
            return last.seconds / 60 < latest
        }
    }
}

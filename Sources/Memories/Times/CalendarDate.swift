import Base

/// A day of the calendar, in the years 0001 to 9999.
struct CalendarDate: Hashable {
    let year: Int
    let month: Int
    let day: Int

    /// Nil for a day that does not exist.
    init?(_ year: Int, _ month: Int, _ day: Int) {
        (self.year, self.month, self.day) = (year, month, day)
        guard Self.number(year, month, day) != nil else { return nil }
    }

    /// - Parameter number: days since 1970-01-01.
    init?(number: Int) {
        let parts = Timestamp(milliseconds: Int64(number) * CalendarClock.day).description.prefix(10).split(
            separator: "-"
        )
        guard parts.count == 3, let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]) else {
            return nil
        }
        (self.year, self.month, self.day) = (year, month, day)
    }

    /// Days since 1970-01-01.
    static func number(_ year: Int, _ month: Int, _ day: Int) -> Int? {
        guard 1...9_999 ~= year, 1...12 ~= month, 1...31 ~= day else { return nil }
        let text = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
        return Timestamp(iso8601: text).map { Int($0.milliseconds / CalendarClock.day) }
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

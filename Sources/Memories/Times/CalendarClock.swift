import Base

/// The present on a person's calendar: the offset of their clock from UTC is fixed, because the server has no table of
/// time zones. Spans are in milliseconds of that clock.
struct CalendarClock {
    static let hour: Int64 = 3_600_000
    static let day: Int64 = 24 * hour

    let now: Int64
    /// Days since 1970-01-01.
    let today: Int
    let date: CalendarDate
    private let offset: Int64

    /// - Parameter minutesAhead: of the person's clock, ahead of UTC.
    init?(now: Timestamp, minutesAhead: Int) {
        let offset = Int64(minutesAhead) * 60_000
        guard Timestamp.writable.contains(now) else { return nil }
        let local = now.milliseconds + offset
        today = Int(local / Self.day) - (local % Self.day < 0 ? 1 : 0)
        guard let date = CalendarDate(number: today) else { return nil }
        self.now = local
        self.date = date
        self.offset = offset
    }

    /// 1 is Monday.
    var weekday: Int { ((today + 3) % 7 + 7) % 7 + 1 }

    func timestamp(_ local: Int64) -> Timestamp { Timestamp(milliseconds: local - offset) }

    func span(days: Range<Int>) -> Range<Int64> {
        Int64(days.lowerBound) * Self.day..<Int64(days.upperBound) * Self.day
    }
}

extension CalendarClock {
    /// A day that may be up to a century away, clamped to the end of its month: a month after 31 January is 28 February.
    func shifted(months: Int) -> Int {
        let (year, month) = Self.month(date.year, date.month + months)
        for day in stride(from: date.day, through: 28, by: -1) {
            if let number = CalendarDate.number(year, month, day) { return number }
        }
        return CalendarDate.number(year, month, date.day) ?? today
    }

    /// Whole months from one of a year; a month above 12 or below 1 belongs to another year.
    func months(_ year: Int, _ month: Int, count: Int = 1) -> Range<Int>? {
        let (first, next) = (Self.month(year, month), Self.month(year, month + count))
        guard let start = CalendarDate.number(first.year, first.month, 1),
            let end = CalendarDate.number(next.year, next.month, 1)
        else { return nil }
        return start..<end
    }

    private static func month(_ year: Int, _ month: Int) -> (year: Int, month: Int) {
        let all = year * 12 + month - 1
        return (all / 12, all % 12 + 1)
    }

    /// The whole unit that is `steps` units from the present one; nil for units without a place in the calendar.
    func unit(_ unit: TimeUnit, steps: Int) -> Range<Int>? {
        let monday = today - weekday + 1 + 7 * steps
        return switch unit {
        case .week: monday..<monday + 7
        case .weekend: monday + 5..<monday + 7
        case .month: months(date.year, date.month + steps)
        case .quarter: months(date.year, (date.month - 1) / 3 * 3 + 1 + 3 * steps, count: 3)
        case .year: months(date.year + steps, 1, count: 12)
        case .minute, .hour, .day: nil
        }
    }

    /// The latest month of this name that has begun, or with `steps` the one before the present month or after it.
    func month(named month: Int, steps: Int?) -> Range<Int>? {
        let year =
            switch steps {
            case nil: month <= date.month ? date.year : date.year - 1
            case -1: month < date.month ? date.year : date.year - 1
            case 1: month > date.month ? date.year : date.year + 1
            default: date.year
            }
        return months(year, month)
    }

    /// The latest weekday up to today, or with `steps` the one before today, of this week, or after today.
    func weekday(_ number: Int, steps: Int?) -> Range<Int> {
        let back = (weekday - number + 7) % 7
        let day =
            switch steps {
            case nil: today - back
            case -1: today - (back == 0 ? 7 : back)
            case 1: today + 7 - back
            default: today - weekday + number
            }
        return day..<day + 1
    }

    /// Three whole months, named as in the northern hemisphere, where most people live: the server does not know where
    /// a person is. Winter belongs to the year in which it begins.
    func season(_ season: Season, in year: Int) -> Range<Int>? {
        months(year, season.firstMonth, count: 3)
    }

    /// The latest season of this name that has begun, or with `steps` the last that has ended or the next to begin.
    func season(_ season: Season, steps: Int?) -> Range<Int>? {
        let years = (date.year - 2...date.year + 1).compactMap { self.season(season, in: $0) }
        return switch steps {
        case -1: years.last { $0.upperBound <= today }
        case 1: years.first { $0.lowerBound > today }
        case 0: years.first { $0.contains(today) } ?? self.season(season, in: date.year)
        default: years.last { $0.lowerBound <= today }
        }
    }

    /// From some units before now until now.
    func rolling(_ count: Int, _ unit: TimeUnit) -> Range<Int64> {
        guard let length = unit.length else {
            return Int64(shifted(months: -count * unit.months)) * Self.day..<now + 1
        }
        let start = now - Int64(count) * length
        return (unit.isShort ? start : start / Self.day * Self.day)..<now + 1
    }

    /// The time some units ago: the day, or one unit with that day in its middle.
    func ago(_ count: Int, _ unit: TimeUnit) -> Range<Int64>? {
        switch unit {
        case .minute, .hour:
            guard let length = unit.length else { return nil }
            let middle = now - Int64(count) * length
            return middle - length / 2..<middle + length / 2
        case .day: return span(days: today - count..<today - count + 1)
        case .week: return span(days: today - 7 * count - 3..<today - 7 * count + 4)
        case .weekend: return self.unit(.weekend, steps: -count).map(span)
        case .month, .quarter, .year:
            let (middle, half) = (shifted(months: -count * unit.months), unit.months * 15)
            return span(days: middle - half..<middle + half + 1)
        }
    }
}

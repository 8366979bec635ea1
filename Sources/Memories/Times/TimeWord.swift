/// A meaning that a word can have in a phrase about time.
enum TimeWord: Sendable, Hashable {
    /// Days from today: yesterday is −1.
    case day(Int)
    /// A part of a day, as in "last night".
    case daytime
    case month(Int)
    /// 1 is Monday.
    case weekday(Int)
    case season(Season)
    case unit(TimeUnit)
    case number(Int)
    /// last (−1), this (0), next (1).
    case relative(Int)
    /// "past": up to now.
    case past
    /// Follows an amount: "two weeks ago".
    case ago
    /// Comes before an amount: German "vor zwei Wochen".
    case agoAhead
    /// A third of a period: early (0), mid (1), late (2).
    case third(Int)
    case within, before, until, after, since, between, from, to, and, article, of
}

enum TimeUnit: Sendable, Hashable {
    case minute, hour, day, week, weekend, month, quarter, year

    /// Milliseconds; nil for units of whole months.
    var length: Int64? {
        switch self {
        case .minute: 60_000
        case .hour: CalendarClock.hour
        case .day: CalendarClock.day
        case .week, .weekend: 7 * CalendarClock.day
        case .month, .quarter, .year: nil
        }
    }

    var isShort: Bool { self == .minute || self == .hour }

    /// 0 for units that are shorter than a month.
    var months: Int {
        switch self {
        case .minute, .hour, .day, .week, .weekend: 0
        case .month: 1
        case .quarter: 3
        case .year: 12
        }
    }
}

enum Season: Sendable, Hashable {
    case spring, summer, autumn, winter

    var firstMonth: Int {
        switch self {
        case .spring: 3
        case .summer: 6
        case .autumn: 9
        case .winter: 12
        }
    }
}

/// The value of a meaning, nil for other meanings.
extension TimeWord {
    var day: Int? { if case .day(let day) = self { day } else { nil } }
    var month: Int? { if case .month(let month) = self { month } else { nil } }
    var weekday: Int? { if case .weekday(let day) = self { day } else { nil } }
    var season: Season? { if case .season(let season) = self { season } else { nil } }
    var unit: TimeUnit? { if case .unit(let unit) = self { unit } else { nil } }
    var number: Int? { if case .number(let number) = self { number } else { nil } }
    var relative: Int? { if case .relative(let steps) = self { steps } else { nil } }
    var third: Int? { if case .third(let third) = self { third } else { nil } }
}

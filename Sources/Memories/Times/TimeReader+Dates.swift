extension TimeReader {
    /// A date or a period, and the index after its last token.
    struct Found {
        /// Milliseconds of the person's clock.
        let span: Range<Int64>
        let end: Int
        /// Whether it is a date without a preposition before it: "yesterday", not "may".
        let isClear: Bool
    }

    /// The date after a preposition: a season or "last week" may have an article.
    func date(after index: Int) -> Found? {
        if has(index, .article) {
            guard let found = date(at: index + 1) else { return nil }
            let allows =
                found.isClear
                || meanings(index + 1).contains { word in
                    switch word {
                    case .season, .third: true
                    default: false
                    }
                }
            // "In the spring of the watch" is not about a season.
            return allows && !has(found.end, .of) ? found : nil
        }
        return date(at: index)
    }

    func date(at index: Int) -> Found? {
        guard index < tokens.count, follows(index) else { return nil }
        if let date = tokens[index].date { return written(date, end: index + 1) }
        if let found = dayFromToday(index) ?? ago(index) { return found }
        if let found = relative(index) ?? third(index) { return found }
        if let found = month(index) ?? season(index) { return found }
        if let found = markedYear(index) ?? weekday(index) { return found }
        return bareYear(index)
    }

    private func written(_ date: TimeToken.Day, end: Int) -> Found? {
        guard 1_900...2_099 ~= date.year else { return nil }
        guard date.day > 0 else {
            guard 1...12 ~= date.month else { return nil }
            return found(clock.months(date.year, date.month), end)
        }
        return found(CalendarDate.number(date.year, date.month, date.day).map { $0..<$0 + 1 }, end)
    }

    private func found(_ days: Range<Int>?, _ end: Int, isClear: Bool = true) -> Found? {
        days.map { Found(span: clock.span(days: $0), end: end, isClear: isClear) }
    }

    // MARK: Relative to now

    /// "yesterday", "the day before yesterday", "yesterday evening".
    private func dayFromToday(_ index: Int) -> Found? {
        var index = index
        if has(index, .article), has(index + 1, .unit(.day)) { index += 1 }
        var extra = 0
        if has(index, .unit(.day)) {
            if has(index + 1, .before) { extra = -1 } else if has(index + 1, .after) { extra = 1 } else { return nil }
            index += 2
        }
        guard let day = first(index, \.day) else { return nil }
        guard extra == 0 || day == extra else { return nil }
        let number = clock.today + day + extra
        return found(number..<number + 1, has(index + 1, .daytime) ? index + 2 : index + 1)
    }

    /// "two weeks", "a couple of days".
    func duration(at index: Int) -> (count: Int, unit: TimeUnit, end: Int)? {
        var (end, count) = (index, Int?.none)
        while let number = number(end) {
            count = number
            end += 1
        }
        if count != nil, has(end, .of) { end += 1 }
        guard let count, 1...1_000 ~= count, let unit = unit(end) else { return nil }
        // A century at most, so that every date is in the calendar.
        guard count * unit.months <= 1_200 else { return nil }
        return (count, unit, end + 1)
    }

    private func ago(_ index: Int) -> Found? {
        let isAhead = has(index, .agoAhead)
        guard let length = duration(at: isAhead ? index + 1 : index), isAhead || has(length.end, .ago) else {
            return nil
        }
        return clock.ago(length.count, length.unit).map {
            Found(span: $0, end: isAhead ? length.end : length.end + 1, isClear: true)
        }
    }

    /// "last week", "the past three days", "last night", "this March", "next Friday".
    private func relative(_ index: Int) -> Found? {
        let index = has(index, .article) ? index + 1 : index
        let isPast = has(index, .past)
        let steps = isPast ? -1 : first(index, \.relative)
        guard let steps else { return nil }
        let next = index + 1
        if let length = duration(at: next), steps != 0, !has(length.end, .of) {
            let span = clock.rolling(length.count, length.unit)
            let coming = clock.now..<clock.now + (clock.now - span.lowerBound) + 1
            return Found(span: steps < 0 ? span : coming, end: length.end, isClear: true)
        }
        if let unit = unit(next), !has(next + 1, .of) {
            guard isPast || unit == .hour && steps == -1 else { return found(clock.unit(unit, steps: steps), next + 1) }
            return Found(span: clock.rolling(1, unit), end: next + 1, isClear: true)
        }
        // "This may be" is not about May.
        if let month = month(named: next), steps != 0 || tokens[next].isCapital {
            return found(clock.month(named: month, steps: steps), next + 1)
        }
        if let season = season(named: next) { return found(clock.season(season, steps: steps), next + 1) }
        if let day = weekday(named: next) { return found(clock.weekday(day, steps: steps), next + 1) }
        guard has(next, .daytime), steps <= 0 else { return nil }
        let today = clock.span(days: clock.today..<clock.today + 1)
        let night = today.lowerBound - CalendarClock.day..<today.lowerBound + 6 * CalendarClock.hour
        return Found(span: steps == 0 ? today : night, end: next + 1, isClear: true)
    }

    // MARK: In the calendar

    /// "early 2023", "mid-March", "the end of last year".
    private func third(_ index: Int) -> Found? {
        var index = has(index, .article) ? index + 1 : index
        guard let third = first(index, \.third) else { return nil }
        index += 1
        if has(index, .of) { index += 1 }
        let isHyphenated = index < tokens.count && tokens[index].gap == .hyphen
        let reader = isHyphenated ? starting(at: index) : self
        let year = reader.year(index).map { Found(span: $0, end: index + 1, isClear: true) }
        guard let period = reader.relative(index) ?? reader.month(index) ?? reader.season(index) ?? year else {
            return nil
        }
        let length = (period.span.upperBound - period.span.lowerBound) / 3
        let begin = period.span.lowerBound + Int64(third) * length
        return Found(span: begin..<begin + length, end: period.end, isClear: period.isClear)
    }

    /// "May 5, 2023", "5th of May", "May 2023", "March last year", "May".
    private func month(_ index: Int) -> Found? {
        var (end, day, isClear) = (index, Int?.none, false)
        if let number = dayNumber(end) {
            day = number
            isClear = tokens[end].isOrdinal || tokens[end].hasStop
            end += has(end + 1, .of) ? 2 : 1
        }
        guard let month = month(named: end) else { return nil }
        end += 1
        if day == nil, let number = dayNumber(end), yearNumber(end) == nil {
            day = number
            isClear = tokens[end].isOrdinal
            end += 1
        }
        var year: Int?
        if let found = yearAfter(end) { (year, end, isClear) = (found.year, found.end, true) }
        guard let day else {
            let days = year.map { clock.months($0, month) } ?? clock.month(named: month, steps: nil)
            return found(days, end, isClear: isClear)
        }
        let this = CalendarDate.number(clock.date.year, month, day).map { $0 > clock.today ? -1 : 0 }
        let number = CalendarDate.number(year ?? clock.date.year + (this ?? 0), month, day)
        return found(number.map { $0..<$0 + 1 }, end, isClear: isClear)
    }

    private func season(_ index: Int) -> Found? {
        guard let season = season(named: index) else { return nil }
        if let year = yearAfter(index + 1) { return found(clock.season(season, in: year.year), year.end) }
        return found(clock.season(season, steps: nil), index + 1, isClear: false)
    }

    private func weekday(_ index: Int) -> Found? {
        weekday(named: index).flatMap { found(clock.weekday($0, steps: nil), index + 1, isClear: false) }
    }

    /// "the year 2023".
    private func markedYear(_ index: Int) -> Found? {
        let index = has(index, .article) ? index + 1 : index
        guard has(index, .unit(.year)), let year = yearNumber(index + 1) else { return nil }
        return found(clock.months(year, 1, count: 12), index + 2)
    }

    /// A year that no noun follows.
    private func year(_ index: Int) -> Range<Int64>? {
        guard let year = yearNumber(index) else { return nil }
        let next = index + 1
        let isLast = !follows(next)
        guard isLast || language.followers.contains(tokens[next].text) || !meanings(next).isEmpty else { return nil }
        return clock.months(year, 1, count: 12).map(clock.span)
    }

    private func bareYear(_ index: Int) -> Found? {
        year(index).map { Found(span: $0, end: index + 1, isClear: false) }
    }

    /// The year after a month or a season: "2023", "of 2023", ", 2023", "last year".
    private func yearAfter(_ index: Int) -> (year: Int, end: Int)? {
        let index = has(index, .of) ? index + 1 : index
        if index < tokens.count, !tokens[index].isQuoted, tokens[index].gap == .comma || tokens[index].gap == .space,
            let number = tokens[index].number, 1_900...2_099 ~= number
        {
            return (number, index + 1)
        }
        guard let steps = first(index, \.relative),
            has(index + 1, .unit(.year))
        else { return nil }
        return (clock.date.year + steps, index + 2)
    }

    // MARK: Words and numbers

    /// The value of the first meaning that has one.
    private func first<Value>(_ index: Int, _ value: (TimeWord) -> Value?) -> Value? {
        for word in meanings(index) {
            if let value = value(word) { return value }
        }
        return nil
    }

    private func month(named index: Int) -> Int? { first(index, \.month) }
    private func season(named index: Int) -> Season? { first(index, \.season) }
    private func weekday(named index: Int) -> Int? { first(index, \.weekday) }
    private func unit(_ index: Int) -> TimeUnit? { first(index, \.unit) }

    private func number(_ index: Int) -> Int? {
        if follows(index), !tokens[index].isOrdinal, let number = tokens[index].number { return number }
        return first(index, \.number)
    }

    private func dayNumber(_ index: Int) -> Int? {
        follows(index) ? tokens[index].number.flatMap { 1...31 ~= $0 ? $0 : nil } : nil
    }

    private func yearNumber(_ index: Int) -> Int? {
        follows(index) && !tokens[index].isOrdinal
            ? tokens[index].number.flatMap { 1_900...2_099 ~= $0 ? $0 : nil } : nil
    }
}

import Base
import Identity

/// The time that a question asks about.
struct AskedTime: Sendable {
    let window: TimeWindow
    /// How far the person's clock is ahead of UTC, in minutes.
    var minutesAhead = 0
}

extension AskedTime {
    /// Whether it asks about a memory of this time. Midnight in UTC is a date without a time of day, and means that day
    /// on the person's calendar.
    func contains(_ time: Timestamp) -> Bool {
        let isDate = time.milliseconds % CalendarClock.day == 0
        return window.contains(isDate ? time.advanced(by: .seconds(-60 * minutesAhead)) : time)
    }

    /// The window with room for dates without a time of day.
    var reach: TimeWindow {
        let room = Duration.seconds(60 * abs(minutesAhead))
        return TimeWindow(from: window.from?.advanced(by: .zero - room), to: window.to?.advanced(by: room))
    }
}

extension Searcher {
    /// - Returns: nil for a question without a phrase about time; the search is then as if there were no phrases.
    func askedTime(_ access: Access, _ query: MemoryQuery, text: String) async throws -> AskedTime? {
        guard let phrase = TimeGrammar.phrase(in: text, now: time.now(), minutesAhead: query.minutesAhead) else {
            return nil
        }
        switch phrase {
        case .window(let window): return AskedTime(window: window, minutesAhead: query.minutesAhead)
        case .event(let side, let event):
            guard let day = try await day(of: event, access, query.filter) else { return nil }
            let start = Timestamp(milliseconds: day * CalendarClock.day)
            let end = Timestamp(milliseconds: (day + 1) * CalendarClock.day)
            return switch side {
            case .before: AskedTime(window: TimeWindow(from: nil, to: start))
            case .since: AskedTime(window: TimeWindow(from: start, to: nil))
            case .after: AskedTime(window: TimeWindow(from: end, to: nil))
            }
        }
    }

    /// The day of an event that is named in a question: known only if exactly one day is the `event_date` of the
    /// memories with all the words.
    private func day(of event: String, _ access: Access, _ filter: MemoryFilter) async throws -> Int64? {
        guard QueryWords.hasTellingWords(event) else { return nil }
        let words = QueryWords.of(event)
        let request = CandidateRequest(words: words, vector: nil, model: nil, filter: filter, limit: Self.mostEvents)
        let candidates = try await store.candidates(access, request).filter { $0.eventDate != nil }
        let memories = try await store.memories(access, of: candidates, filter).values
        let asked = WordTokens.ofQuestion(words)
        let days = memories.filter { Self.has($0.text, all: asked) }.compactMap(\.eventDate).map {
            $0.milliseconds / CalendarClock.day
        }
        return Set(days).count == 1 ? days[0] : nil
    }

    private static let mostEvents = 50

    private static func has(_ text: String, all asked: [WordTokens.Asked]) -> Bool {
        var (text, tokens) = (text, Set<String>())
        text.withUTF8 { text in
            WordTokens.ofText(text) { token, _ in tokens.insert(String(decoding: token, as: UTF8.self)) }
        }
        return asked.allSatisfy { word in
            tokens.contains(word.text) || word.companion.map { tokens.contains(asked[$0].text) } ?? false
        }
    }
}

extension MemoryFilter {
    func narrowed(to window: TimeWindow) -> MemoryFilter {
        var filter = self
        filter.after = [after, window.from].compactMap(\.self).max()
        filter.before = [before, window.to].compactMap(\.self).min()
        return filter
    }
}

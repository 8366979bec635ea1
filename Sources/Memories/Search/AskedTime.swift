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
    func askedTime(_ reach: [Access], _ query: MemoryQuery, text: String) async throws -> AskedTime? {
        guard let phrase = TimeGrammar.phrase(in: text, now: time.now(), minutesAhead: query.minutesAhead) else {
            return nil
        }
        switch phrase {
        case .window(let window): return AskedTime(window: window, minutesAhead: query.minutesAhead)
        case .event(let side, let event):
            guard let span = try await span(ofEvent: event, reach, query.filter) else { return nil }
            switch side {
            case .before: return AskedTime(window: TimeWindow(from: nil, to: span.from))
            case .since: return AskedTime(window: TimeWindow(from: span.from, to: nil))
            case .after: return AskedTime(window: TimeWindow(from: span.to, to: nil))
            }
        }
    }

    /// The time of an event that is named in a question: known only if the memories with all its words have exactly one,
    /// as their `event_date` or in their text ("We moved in March 2024").
    private func span(ofEvent event: String, _ reach: [Access], _ filter: MemoryFilter) async throws -> TimeWindow? {
        guard QueryWords.hasTellingWords(event) else { return nil }
        let words = QueryWords.of(event)
        let request = CandidateRequest(words: words, vector: nil, model: nil, filter: filter, limit: Self.mostEvents)
        var memories: [Memory] = []
        for access in reach {
            let candidates = try await store.candidates(access, request)
            memories += try await store.memories(access, of: candidates, filter).values
        }
        let asked = WordTokens.ofQuestion(words)
        let spans = memories.filter { Self.has($0.text, all: asked) }.compactMap(Self.span)
        return Set(spans).count == 1 ? spans[0] : nil
    }

    /// The day of a memory's event or, without one, the period that its text names, seen from the day it was stored.
    private static func span(of memory: Memory) -> TimeWindow? {
        if let date = memory.eventDate {
            let day = date.milliseconds / CalendarClock.day
            return TimeWindow(
                from: Timestamp(milliseconds: day * CalendarClock.day),
                to: Timestamp(milliseconds: (day + 1) * CalendarClock.day)
            )
        }
        let phrase = TimeGrammar.phrase(in: memory.text, now: memory.createdAt)
        guard case .window(let window) = phrase, window.from != nil, window.to != nil else { return nil }
        return window
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

package import Base

/// Finds the first phrase about time in a question, such as "last spring", "before March" or "two weeks ago". A date
/// anywhere comes before an event.
///
/// Pure: the time and the offset of the person's clock are arguments. Names of months and days are words of other
/// meanings, too ("may", "march on", "April"), so that they count only next to a preposition, a number or a year.
package enum TimeGrammar {
    /// The most bytes of a question. A longer text is a document, whose dates do not say what is asked.
    static let longest = 600

    /// - Parameter minutesAhead: of the person's clock, ahead of UTC.
    package static func phrase(in text: String, now: Timestamp, minutesAhead: Int = 0) -> TimePhrase? {
        guard text.utf8.count <= longest else { return nil }
        var text = text
        let tokens = text.withUTF8(TimeTokens.of)
        guard
            tokens.contains(where: {
                $0.date != nil || $0.number ?? 0 >= 1_900 || TimeLanguage.anchors.contains($0.text)
            }),
            let clock = CalendarClock(now: now, minutesAhead: minutesAhead)
        else { return nil }
        let readers = TimeLanguage.all.map { TimeReader(tokens, $0, clock) }
        var event: TimePhrase?
        for start in tokens.indices where !tokens[start].isQuoted {
            let found = readers.compactMap { $0.starting(at: start).phrase() }.max { $0.end < $1.end }
            guard let found else { continue }
            guard case .event = found.meaning else { return found.meaning }
            event = event ?? found.meaning
        }
        return event
    }
}

/// Reads a phrase that begins at one token of a question, in one language.
struct TimeReader {
    let tokens: [TimeToken]
    let language: TimeLanguage
    let clock: CalendarClock
    /// The meanings of each token, looked up once: the grammar asks for them many times.
    private let words: [[TimeWord]]
    var start = 0

    init(_ tokens: [TimeToken], _ language: TimeLanguage, _ clock: CalendarClock) {
        self.tokens = tokens
        self.language = language
        self.clock = clock
        words = tokens.map { language.meanings[$0.text] ?? [] }
    }

    /// The same with phrases that begin at another token.
    func starting(at index: Int) -> TimeReader {
        var reader = self
        reader.start = index
        return reader
    }

    /// - Returns: with the index after its last token.
    func phrase() -> (meaning: TimePhrase, end: Int)? {
        let words = meanings(start)
        guard !words.isEmpty || tokens[start].number != nil || tokens[start].date != nil else { return nil }
        var found: (meaning: TimePhrase, end: Int)?
        for word in words {
            let next = start + 1
            switch word {
            case .between: found = pair(from: next, joinedBy: .and)
            case .from: found = pair(from: next, joinedBy: .to)
            case .before: found = date(after: next).map { (window(nil, $0.span.lowerBound), $0.end) }
            case .until: found = date(after: next).map { (window(nil, $0.span.upperBound), $0.end) }
            case .after: found = date(after: next).map { (window($0.span.upperBound, nil), $0.end) }
            case .since:
                found =
                    date(after: next).map { (window($0.span.lowerBound, nil), $0.end) }
                    ?? duration(at: next).map { (window(clock.rolling($0.count, $0.unit).lowerBound, nil), $0.end) }
            case .within: found = date(after: next).map { (window($0.span), $0.end) }
            default: break
            }
            if let found { return found }
        }
        if let date = date(at: start), date.isClear { return (window(date.span), date.end) }
        for word in words {
            let side: TimePhrase.Side? =
                switch word {
                case .before: .before
                case .since: .since
                case .after: .after
                default: nil
                }
            if let side, let event = event() { return (.event(side, words: event.words), event.end) }
        }
        return nil
    }

    /// The meanings of a token; none when it is quoted or does not follow the token before it directly.
    func meanings(_ index: Int) -> [TimeWord] {
        guard follows(index) else { return [] }
        return words[index]
    }

    func follows(_ index: Int) -> Bool {
        guard index < tokens.count, !tokens[index].isQuoted else { return false }
        guard index > start else { return index == start }
        return tokens[index].gap == .space && (!tokens[index - 1].hasStop || language.hasStopOrdinals)
    }

    func has(_ index: Int, _ word: TimeWord) -> Bool { meanings(index).contains(word) }

    private func window(_ span: Range<Int64>) -> TimePhrase { window(span.lowerBound, span.upperBound) }

    private func window(_ from: Int64?, _ to: Int64?) -> TimePhrase {
        .window(TimeWindow(from: from.map(clock.timestamp), to: to.map(clock.timestamp)))
    }

    /// "between March and May", "from Monday to Friday".
    private func pair(from index: Int, joinedBy word: TimeWord) -> (meaning: TimePhrase, end: Int)? {
        guard let first = date(after: index), has(first.end, word), let last = date(after: first.end + 1) else {
            return nil
        }
        var begin = first.span.lowerBound
        // Both without a year: the first is the one before the last.
        if begin >= last.span.upperBound { begin -= 365 * CalendarClock.day }
        guard begin < last.span.upperBound else { return nil }
        return (window(begin..<last.span.upperBound), last.end)
    }

    /// The clause after "since", up to the next punctuation mark.
    private func event() -> (words: String, end: Int)? {
        let first = start + 1
        guard follows(first), language.subjects.contains(tokens[first].text) else { return nil }
        var end = first
        while follows(end) { end += 1 }
        guard end > first + 1 else { return nil }
        return (tokens[first..<end].map(\.text).joined(separator: " "), end)
    }
}

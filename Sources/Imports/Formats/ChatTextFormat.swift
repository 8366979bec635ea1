import Base

/// Memories as a person copies them out of a chat: one on each line or for each item of a list, with a date in front if
/// there is one. Headings become topics.
enum ChatTextFormat {
    static func drafts(of text: String) -> Drafts {
        var drafts = Drafts()
        var topic: String?
        var open: (text: String, date: Timestamp?, topic: String?)?
        func close() {
            guard let item = open else { return }
            open = nil
            var draft = Draft(id: "", text: item.text)
            draft.createdAt = item.date
            draft.topics = [item.topic].compactMap { $0 }
            drafts.add(draft)
        }
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            let words = line.trimmed
            if words.isEmpty || words.hasPrefix("```") || words.allSatisfy({ "-=*_".contains($0) }) {
                close()
            } else if let heading = heading(words) {
                close()
                topic = heading
            } else if line.first?.isWhitespace == true, open != nil, content(words) == nil {
                open?.text += "\n" + words
            } else {
                close()
                let (date, rest) = dated(content(words) ?? words)
                open = (String(rest), date, topic)
            }
        }
        close()
        return drafts
    }

    /// `# Work`, `**Work**` or `**Work:**`.
    private static func heading(_ line: Substring) -> String? {
        let level = line.prefix { $0 == "#" }.count
        if level > 0, line.dropFirst(level).first == " " { return String(line.dropFirst(level).trimmed) }
        guard line.count > 4, line.hasPrefix("**"), line.hasSuffix("**") || line.hasSuffix("**:") else { return nil }
        let name = line.filter { !"*".contains($0) }[...].trimmed
        return String(name.last == ":" ? name.dropLast() : name)
    }

    /// The text after the mark of an item: `- `, `• `, `12. `.
    private static func content(_ line: Substring) -> Substring? {
        if let mark = line.first, "-*•–".contains(mark), line.dropFirst().first == " " {
            return line.dropFirst(2).trimmed
        }
        let digits = line.prefix(while: \.isNumber)
        let rest = line.dropFirst(digits.count)
        guard (1...3).contains(digits.count), let mark = rest.first, ".)".contains(mark), rest.dropFirst().first == " "
        else { return nil }
        return rest.dropFirst(2).trimmed
    }

    /// `[2026-03-01] - text`, `2026-03-01: text`, `[unknown] - text`.
    private static func dated(_ text: Substring) -> (date: Timestamp?, text: Substring) {
        var rest = text
        var date: Timestamp?
        if text.hasPrefix("["), let close = text.firstIndex(of: "]") {
            let word = text[text.index(after: text.startIndex)..<close]
            date = Timestamp(iso8601: String(word))
            guard date != nil || word.lowercased().hasPrefix("unknown") || word.lowercased().hasPrefix("no date") else {
                return (nil, text)
            }
            rest = text[text.index(after: close)...]
        } else {
            guard let day = Timestamp(iso8601: String(text.prefix(10))),
                text.dropFirst(10).first.map({ " :-–".contains($0) }) == true
            else { return (nil, text) }
            date = day
            rest = text.dropFirst(10)
        }
        return (date, rest.drop { " :-–—".contains($0) })
    }
}

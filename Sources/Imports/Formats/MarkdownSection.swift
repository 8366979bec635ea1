import Base

/// The lines below a heading, up to the next one.
struct MarkdownSection {
    /// An item of a list on one line, with the lines that continue it.
    struct Item {
        let text: String
        /// `[decision]` at the beginning, as Basic Memory writes it.
        let category: String?
        /// `#word` in the text.
        let tags: [String]
        /// Whether it begins with a link to a Markdown file, as the items of an index do.
        let isLinkOnly: Bool
    }

    /// The headings above the lines, the outermost first.
    private(set) var headings: [String]
    private var heading: Substring?
    private var lines: [Substring] = []

    /// The sections of a file; headings within code do not count.
    static func all(_ lines: [Substring]) -> [MarkdownSection] {
        var sections = [MarkdownSection(headings: [])]
        var above: [(level: Int, title: String)] = []
        var isCode = false
        for line in lines {
            if line.trimmed.hasPrefix("```") { isCode.toggle() }
            let level = line.prefix { $0 == "#" }.count
            guard !isCode, (1...6).contains(level), line.dropFirst(level).first == " " else {
                sections[sections.count - 1].lines.append(line)
                continue
            }
            above.removeAll { $0.level >= level }
            above.append((level, String(line.dropFirst(level).trimmed)))
            sections.append(MarkdownSection(headings: above.map(\.title), heading: line))
        }
        return sections
    }

    /// The section with its heading.
    var text: String { (([heading].compactMap { $0 } + lines).joined(separator: "\n")).trimmed }

    var hasText: Bool { lines.contains { !$0.trimmed.isEmpty } }

    /// `Setup › Database` and a blank line; empty without a heading.
    var path: String { headings.count < 2 ? "" : headings.dropLast().joined(separator: " › ") + "\n\n" }

    /// Removes the items that are wanted, and returns them.
    mutating func takeItems(_ isWanted: (Item) -> Bool) -> [Item] {
        var items: [Item] = []
        var rest: [Substring] = []
        var index = 0
        while index < lines.count {
            let start = index
            index += 1
            guard let first = Self.content(lines[start]) else {
                rest.append(lines[start])
                continue
            }
            // Deeper lines belong to the item.
            while index < lines.count, lines[index].first?.isWhitespace == true, !lines[index].trimmed.isEmpty {
                index += 1
            }
            let text = ([first] + lines[(start + 1)..<index]).joined(separator: "\n").trimmed
            let item = Self.item(text)
            if isWanted(item) { items.append(item) } else { rest += lines[start..<index] }
        }
        lines = rest
        return items
    }

    /// The targets of relations, `- implements [[Other note]]`.
    var relations: [String] {
        lines.compactMap { line in
            guard Self.content(line) != nil, let open = line.firstRange(of: "[["),
                let close = line.firstRange(of: "]]"),
                open.upperBound < close.lowerBound
            else { return nil }
            return String(line[open.upperBound..<close.lowerBound])
        }
    }

    /// The text in parts that are at most as long as a limit, cut at blank lines where there are some.
    func parts(upTo limit: Int) -> [String] {
        guard text.count > limit else { return [text] }
        var parts: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let isFull = (parts.last?.count ?? 0) > limit / 2
            let startsPart = isFull && line.trimmed.isEmpty || (parts.last?.count ?? 0) + line.count > limit
            if parts.isEmpty || startsPart { parts.append("") }
            // One line alone can be longer than a part.
            var line = line
            while line.count > limit {
                parts[parts.count - 1] += line.prefix(limit)
                line = line.dropFirst(limit)
                parts.append("")
            }
            parts[parts.count - 1] += line + "\n"
        }
        return parts.map(\.trimmed).filter { !$0.isEmpty }
    }

    /// The text after the mark of an item at the outermost level.
    private static func content(_ line: Substring) -> Substring? {
        for mark in ["- ", "* ", "+ "] where line.hasPrefix(mark) { return line.dropFirst(2).trimmed }
        return nil
    }

    private static func item(_ text: String) -> Item {
        var category: String?
        var content = text
        // Not `[ ]` and `[x]`, which are boxes, and not `[title](link)`.
        if text.hasPrefix("["), let close = text.firstIndex(of: "]") {
            let word = text[text.index(after: text.startIndex)..<close]
            let after = text[text.index(after: close)...]
            if word.count > 1, after.first == " ", !word.contains("[") {
                category = String(word)
                content = after.trimmed.description
            }
        }
        let tags = content.split(whereSeparator: \.isWhitespace).filter { $0.hasPrefix("#") && $0.count > 1 }
            .map { String($0.dropFirst().prefix { $0.isLetter || $0.isNumber || "-_/".contains($0) }) }
            .filter { !$0.isEmpty }
        let isLink = text.hasPrefix("[") && text.contains(".md)") && text.contains("](")
        return Item(text: content, category: category, tags: tags, isLinkOnly: isLink)
    }
}

import Base

/// The head of a Markdown file between two lines `---`: the part of YAML that note takers write, which is names with texts
/// or lists, one level deep. Lines of another form are left out.
struct FrontMatter {
    private(set) var texts: [String: String] = [:]
    private(set) var lists: [String: [String]] = [:]

    /// - Returns: the head, and the lines after it.
    static func read(_ lines: [Substring]) -> (head: FrontMatter, body: [Substring]) {
        guard lines.first?.trimmed == "---", let end = lines.dropFirst().firstIndex(where: { $0.trimmed == "---" })
        else {
            return (FrontMatter(), lines)
        }
        var head = FrontMatter()
        var name: String?
        for line in lines[1..<end] {
            let text = line.trimmed
            if text.hasPrefix("- "), let name {
                head.lists[name, default: []].append(bare(text.dropFirst(2)))
            } else if let colon = text.firstIndex(of: ":"), !text.hasPrefix("#") {
                let own = String(text[..<colon].trimmed)
                let value = text[text.index(after: colon)...].trimmed
                name = own
                guard !value.isEmpty else { continue }
                if value.hasPrefix("["), value.hasSuffix("]") {
                    head.lists[own] = value.dropFirst().dropLast().split(separator: ",").map { bare($0.trimmed) }
                } else {
                    head.texts[own] = bare(value)
                }
            }
        }
        return (head, Array(lines[(end + 1)...]))
    }

    /// A list, or the words of a text with commas.
    func list(_ name: String) -> [String] {
        lists[name] ?? texts[name]?.split(separator: ",").map { String($0.trimmed) } ?? []
    }

    func time(_ names: String...) -> Timestamp? {
        for name in names { if let time = texts[name].flatMap({ SourceTime.read($0) }) { return time } }
        return nil
    }

    /// Without quotes around it.
    private static func bare(_ text: Substring) -> String {
        let text = text.trimmed
        for quote in ["\"", "'"] where text.count >= 2 && text.hasPrefix(quote) && text.hasSuffix(quote) {
            return String(text.dropFirst().dropLast())
        }
        return String(text)
    }
}

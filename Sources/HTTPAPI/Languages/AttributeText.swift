/// The attributes of HTML that people read or hear.
enum AttributeText {
    private static let names = ["aria-label", "placeholder", "title", "alt"]
    /// Those that the script reads.
    private static let prefix = "data-text-"

    static func keys(in tag: Substring) -> [String] {
        values(in: tag).flatMap { pieces(of: $0) }.compactMap { Sentence.key(ofAttribute: $0) }
    }

    static func translated(_ tag: Substring, by catalogue: MessageCatalogue) -> String {
        guard tag.first == "<" else { return String(tag) }
        var html = ""
        var start = tag.startIndex
        for value in values(in: tag) {
            html += tag[start..<value.startIndex]
            html += pieces(of: value).map { Sentence.translated(attribute: $0, by: catalogue) }.joined()
            start = value.endIndex
        }
        return html + tag[start...]
    }

    /// The values of the attributes, in order.
    private static func values(in source: Substring) -> [Substring] {
        guard source.first == "<" else { return [] }
        // The rest is a block of code.
        let tag = source[..<TemplateToken.endOfTag(in: source)]
        var values: [Substring] = []
        var rest = tag
        while let equals = rest.firstRange(of: "=\"") {
            let name = rest[..<equals.lowerBound].reversed().prefix { $0.isLetter || $0 == "-" }.reversed()
            guard let end = rest[equals.upperBound...].firstIndex(of: "\"") else { break }
            if names.contains(String(name)) || String(name).hasPrefix(prefix) {
                values.append(rest[equals.upperBound..<end])
            }
            rest = rest[tag.index(after: end)...]
        }
        return values
    }

    /// The value, split before and after each tag of a section.
    private static func pieces(of value: Substring) -> [Substring] {
        var pieces: [Substring] = []
        var start = value.startIndex
        var index = value.startIndex
        while let open = value[index...].firstRange(of: "{{"),
            let close = value[open.upperBound...].firstRange(of: "}}")
        {
            if value[open.upperBound...].first.map({ "#^/".contains($0) }) == true {
                pieces += [value[start..<open.lowerBound], value[open.lowerBound..<close.upperBound]]
                start = close.upperBound
            }
            index = close.upperBound
        }
        return pieces + [value[start...]]
    }
}

extension Sentence {
    /// The English of a piece of an attribute; nil when there are no words in it.
    fileprivate static func key(ofAttribute piece: Substring) -> String? {
        let tokens = TemplateToken.all(of: String(piece))
        return tokens.contains(where: \.hasLetters) ? Sentence(tokens).key : nil
    }

    fileprivate static func translated(attribute piece: Substring, by catalogue: MessageCatalogue) -> String {
        key(ofAttribute: piece) == nil
            ? String(piece) : Sentence(TemplateToken.all(of: String(piece))).translated(by: catalogue)
    }
}

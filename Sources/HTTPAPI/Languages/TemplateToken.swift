/// A piece of a template: what a reader sees, what belongs inside a sentence, or what separates sentences.
struct TemplateToken {
    enum Kind {
        case text
        /// A value, or the partial of a time: part of a sentence.
        case value
        /// A tag of HTML inside a sentence.
        case open, close
        /// Inside a sentence, but not translated: a command or a name.
        case code
        /// Everything else: other tags, sections, partials.
        case edge
    }

    let kind: Kind
    let source: Substring

    /// The elements that stand inside sentences; `span` only as the name of a host.
    private static let inline: Set<Substring> = ["a", "strong", "em", "b", "bdi", "kbd", "span"]

    static func all(of template: String) -> [TemplateToken] {
        var tokens: [TemplateToken] = []
        var rest = template[...]
        while !rest.isEmpty {
            let token = next(in: rest)
            rest = rest[token.source.endIndex...]
            tokens.append(token)
        }
        return tokens
    }

    private static func next(in rest: Substring) -> TemplateToken {
        if rest.hasPrefix("{{") {
            let tag = rest[..<end(of: "}}", in: rest)]
            let isEdge = "#^/<$!".contains(tag.dropFirst(2).first ?? "!") || tag.hasPrefix("{{>") && tag != "{{>time}}"
            return TemplateToken(kind: isEdge ? .edge : .value, source: tag)
        }
        guard rest.first == "<" else {
            let stop = rest.indices.first { rest[$0] == "<" || rest[$0...].hasPrefix("{{") } ?? rest.endIndex
            return TemplateToken(kind: .text, source: rest[..<stop])
        }
        let tag = rest[..<endOfTag(in: rest)]
        let isClosing = tag.hasPrefix("</")
        let name = tag.dropFirst(isClosing ? 2 : 1).prefix { $0.isLetter || $0.isNumber }
        if !isClosing, name == "code" || name == "pre" {
            return TemplateToken(kind: name == "code" ? .code : .edge, source: rest[..<end(of: "</\(name)>", in: rest)])
        }
        guard inline.contains(name) else { return TemplateToken(kind: .edge, source: tag) }
        return TemplateToken(kind: isClosing ? .close : .open, source: tag)
    }

    private static func end(of mark: String, in rest: Substring) -> Substring.Index {
        rest.firstRange(of: mark)?.upperBound ?? rest.endIndex
    }

    /// The end of a tag of HTML, whose attributes may hold tags of the template.
    static func endOfTag(in rest: Substring) -> Substring.Index {
        var index = rest.startIndex
        var isQuoted = false
        while index < rest.endIndex {
            if rest[index...].hasPrefix("{{") {
                index = end(of: "}}", in: rest[index...])
                continue
            }
            if rest[index] == "\"" { isQuoted.toggle() }
            let after = rest.index(after: index)
            if rest[index] == ">", !isQuoted { return after }
            index = after
        }
        return index
    }

    /// Whether the element separates sentences although its kind may stand in them.
    var isApart: Bool { source.hasPrefix("<span") && !source.contains("class=\"host\"") }

    var hasLetters: Bool { kind == .text && source.contains(where: \.isLetter) }
}

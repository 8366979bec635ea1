/// One sentence of a template, with its values and elements.
struct Sentence {
    /// The English, as a catalogue has it.
    let key: String
    private let tokens: [TemplateToken]
    /// The sources of `<1>`, `</1>`, `<2/>`, and each value for itself.
    private let marks: [String: Substring]

    init(_ tokens: [TemplateToken]) {
        self.tokens = tokens
        var key = ""
        var count = 0
        var open: [Int] = []
        var marks: [String: Substring] = [:]
        func mark(_ name: String, _ token: TemplateToken) -> String {
            marks[name] = token.source
            return name
        }
        for token in tokens {
            switch token.kind {
            case .text, .edge:
                key += token.source
                continue
            case .value: key += mark(String(token.source), token)
            case .open:
                count += 1
                open.append(count)
                key += mark("<\(count)>", token)
            case .close: key += mark("</\(open.popLast() ?? 0)>", token)
            case .code:
                count += 1
                key += mark("<\(count)/>", token)
            }
        }
        self.key = key.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        self.marks = marks
    }

    /// The sentence in another language, between the same white space; English without a translation that has the same
    /// values and elements. Everything else in a translation is text: it is escaped.
    func translated(by catalogue: MessageCatalogue) -> String {
        let english = tokens.map(\.source).joined()
        guard let text = catalogue.text(key), let html = Self.html(text, marks, by: catalogue) else {
            return tokens.map {
                $0.kind == .open ? AttributeText.translated($0.source, by: catalogue) : String($0.source)
            }
            .joined()
        }
        let before = english.prefix(while: \.isWhitespace)
        let after = english.reversed().prefix(while: \.isWhitespace).reversed()
        return before + html + String(after)
    }

    /// - Parameter marks: what may stand in the text, each of which must.
    static func html(_ text: String, _ marks: [String: Substring], by catalogue: MessageCatalogue) -> String? {
        var html = ""
        var open: [Substring] = []
        var used: Set<String> = []
        var rest = text[...]
        while let next = rest.first {
            let end =
                next == "<"
                ? rest.firstIndex(of: ">") : rest.hasPrefix("{{") ? rest.firstRange(of: "}}")?.upperBound : nil
            guard let end else {
                html += escaped(rest.removeFirst())
                continue
            }
            let name = next == "<" ? rest[...end] : rest[..<end]
            guard let source = marks[String(name)] else {
                // A brace pair that is not one of the sentence's would be a tag of the template.
                guard next == "<" else { return nil }
                html += escaped(rest.removeFirst())
                continue
            }
            if name.hasPrefix("</") {
                guard open.popLast() == name.dropFirst(2) else { return nil }
            } else if next == "<", !name.hasSuffix("/>") {
                open.append(name.dropFirst())
            }
            guard used.insert(String(name)).inserted || next == "{" else { return nil }
            html += next == "<" ? AttributeText.translated(source, by: catalogue) : String(source)
            rest = rest[name.endIndex...]
        }
        return open.isEmpty && used.count == marks.count ? html : nil
    }

    private static func escaped(_ character: Character) -> String {
        switch character {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        case "\"": "&quot;"
        case "'": "&#39;"
        // Two would begin a tag of the template.
        case "{": "&#123;"
        default: String(character)
        }
    }
}

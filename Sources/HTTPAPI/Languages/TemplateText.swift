/// Finds the sentences of a template and puts those of another language in their place, before it is compiled. So a
/// template is written in plain English, and a request pays nothing for its language.
///
/// A sentence is what stands between two tags that separate blocks, or between sections. The links and codes in it are
/// `<1>…</1>` and `<2/>` in a catalogue, its values stay `{{value}}`.
struct TemplateText {
    private enum Part {
        case verbatim(Substring)
        case sentence([TemplateToken])
    }

    private var parts: [Part] = []

    init(_ template: String) {
        var run: [TemplateToken] = []
        for token in TemplateToken.all(of: template) {
            if token.kind == .edge {
                add(run[...])
                run = []
                parts.append(.verbatim(token.source))
            } else {
                run.append(token)
            }
        }
        add(run[...])
    }

    /// The English of every sentence and of every attribute that is read to people.
    var keys: [String] {
        parts.flatMap { part in
            switch part {
            case .verbatim(let source): AttributeText.keys(in: source)
            case .sentence(let tokens):
                [Sentence(tokens).key]
                    + tokens.filter { $0.kind == .open }.flatMap { AttributeText.keys(in: $0.source) }
            }
        }
    }

    /// The template in another language. A sentence that is missing, or whose tags do not match, stays English.
    func translated(by catalogue: MessageCatalogue) -> String {
        parts.map { part in
            switch part {
            case .verbatim(let source): AttributeText.translated(source, by: catalogue)
            case .sentence(let tokens): Sentence(tokens).translated(by: catalogue)
            }
        }.joined()
    }

    /// Splits a run at elements that are not part of a sentence: spans, those that are not closed in it, and those next
    /// to which nothing is said.
    private mutating func add(_ run: ArraySlice<TemplateToken>) {
        guard !run.isEmpty else { return }
        let pairs = Self.pairs(in: run)
        let speaks = Self.speaks(run)
        if speaks, !run.indices.contains(where: { Self.isApart($0, in: run, pairs) }) {
            parts.append(.sentence(Array(run)))
            return
        }
        var start = run.startIndex
        var index = run.startIndex
        while index < run.endIndex {
            let token = run[index]
            let splits = token.kind == .open || token.kind == .close
            if splits, speaks ? Self.isApart(index, in: run, pairs) : true {
                addPlain(run[start..<index])
                parts.append(.verbatim(token.source))
                if !speaks, token.kind == .open, let close = pairs[index] {
                    add(run[(index + 1)..<close])
                    index = close
                    parts.append(.verbatim(run[close].source))
                }
                start = index + 1
            }
            index += 1
        }
        addPlain(run[start..<run.endIndex])
    }

    /// A part between elements, which may be a sentence itself.
    private mutating func addPlain(_ run: ArraySlice<TemplateToken>) {
        if Self.speaks(run) {
            add(run)
        } else if run.contains(where: { $0.kind == .open }) {
            add(run)
        } else {
            parts += run.map { .verbatim($0.source) }
        }
    }

    /// The index of the closing tag for that of each opening one, and the other way round.
    private static func pairs(in run: ArraySlice<TemplateToken>) -> [Int: Int] {
        var open: [Int] = []
        var pairs: [Int: Int] = [:]
        for index in run.indices {
            switch run[index].kind {
            case .open: open.append(index)
            case .close:
                guard let start = open.popLast() else { continue }
                pairs[start] = index
                pairs[index] = start
            case .text, .value, .code, .edge: continue
            }
        }
        return pairs
    }

    private static func isApart(_ index: Int, in run: ArraySlice<TemplateToken>, _ pairs: [Int: Int]) -> Bool {
        guard run[index].kind == .open || run[index].kind == .close else { return false }
        guard let other = pairs[index] else { return true }
        return run[min(index, other)].isApart
    }

    /// Whether there are words outside its elements.
    private static func speaks(_ run: ArraySlice<TemplateToken>) -> Bool {
        var depth = 0
        for token in run {
            switch token.kind {
            case .open: depth += 1
            case .close: depth -= 1
            case .text where depth == 0 && token.hasLetters: return true
            case .text, .value, .code, .edge: continue
            }
        }
        return false
    }
}

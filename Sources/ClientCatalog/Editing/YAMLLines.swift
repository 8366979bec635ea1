import Base

/// The lines of a YAML file that mean something, and the block mappings they form. Understands what a configuration
/// file has: one document, a mapping of mappings in block notation, values of any kind.
struct YAMLLines {
    struct Line {
        /// Without the line break.
        let range: Range<Int>
        let indentation: Int
    }

    let bytes: [UInt8]
    /// Neither blank lines nor comments nor the marks of a document.
    private(set) var content: [Line] = []

    init(_ bytes: [UInt8]) throws(EditFlaw) {
        self.bytes = bytes
        let layout = TextLayout(bytes: bytes)
        var start = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
        while start < bytes.count {
            let range = start..<layout.lineEnd(of: start)
            start = layout.nextLine(after: start)
            let indentation = bytes[range].prefix { $0 == 0x20 }.count
            let text = bytes[range].dropFirst(indentation)
            guard let first = text.first(where: { !TextLayout.isBlank($0) }), first != UInt8(ascii: "#") else {
                continue
            }
            guard text.first != 0x09 else {
                throw EditFlaw("a line is indented with a tab", at: range.lowerBound + indentation, of: bytes)
            }
            if indentation == 0, text.starts(with: "---".utf8) || text.starts(with: "...".utf8) {
                guard content.isEmpty, text.elementsEqual("---".utf8) else {
                    throw EditFlaw("it has several documents", at: range.lowerBound, of: bytes)
                }
                continue
            }
            content.append(Line(range: range, indentation: indentation))
        }
    }

    /// The entries of the block mapping that these lines form.
    func entries(_ lines: Range<Int>) throws(EditFlaw) -> [YAMLEntry] {
        guard let first = lines.first else { return [] }
        let indentation = content[first].indentation
        var entries: [YAMLEntry] = []
        var place = first
        while place < lines.upperBound {
            let line = content[place]
            guard line.indentation == indentation else {
                throw flaw("a line is not indented like its neighbours", line)
            }
            let entry = try entry(at: place, within: lines)
            entries.append(entry)
            place = entry.lines.upperBound
        }
        return entries
    }

    /// The lines below an entry's key that belong to it.
    func inside(_ entry: YAMLEntry) -> Range<Int> { (entry.lines.lowerBound + 1)..<entry.lines.upperBound }

    /// The value of an entry: a mapping in block or flow notation, a text, or anything else as it is written.
    func value(of entry: YAMLEntry) -> ConfigValue {
        let inside = inside(entry)
        if entry.inline.isEmpty, !inside.isEmpty, let entries = try? entries(inside) {
            return .mapping(entries.map { ConfigValue.Member($0.name, value(of: $0)) })
        }
        guard inside.isEmpty else {
            return .other(bytes.text(entry.keyRange.upperBound..<content[inside.upperBound - 1].range.upperBound))
        }
        let text = bytes.text(entry.inline)
        switch text.first {
        case "\"", "{", "[":
            let json = Array(text.utf8)
            return ((try? JSONNodeReader.document(json)) ?? nil)?.value(in: json) ?? .other(text)
        case "'": return .string(String(text.dropFirst().dropLast()).replacing("''", with: "'"))
        default:
            switch text {
            case "true": return .bool(true)
            case "false": return .bool(false)
            case "", "null", "~": return .other(text)
            default: return Double(text) == nil ? .string(text) : .other(text)
            }
        }
    }

    /// Whether the value of an entry is a mapping without entries, or missing.
    func isEmpty(_ entry: YAMLEntry) -> Bool {
        guard inside(entry).isEmpty else { return false }
        return switch value(of: entry) {
        case .mapping(let members): members.isEmpty
        case .other(let text): ["", "null", "~"].contains(text)
        default: false
        }
    }

    private func entry(at place: Int, within lines: Range<Int>) throws(EditFlaw) -> YAMLEntry {
        let line = content[place]
        let (name, keyRange) = try key(line)
        var start = keyRange.upperBound + 1
        while start < line.range.upperBound, TextLayout.isBlank(bytes[start]) { start += 1 }
        var end = place + 1
        let inline = try value(start..<line.range.upperBound, place: place, end: &end, within: lines)
        let isList = inline.isEmpty && end < lines.upperBound && isElement(content[end], indentation: line.indentation)
        while end < lines.upperBound,
            content[end].indentation > line.indentation
                || isList && isElement(content[end], indentation: line.indentation)
        {
            end += 1
        }
        return YAMLEntry(
            name: name,
            indentation: line.indentation,
            keyRange: keyRange,
            inline: inline,
            lines: place..<end
        )
    }

    /// A list may be indented like the key it belongs to.
    private func isElement(_ line: Line, indentation: Int) -> Bool {
        line.indentation == indentation && bytes[line.range].dropFirst(indentation).first == UInt8(ascii: "-")
    }

    private func key(_ line: Line) throws(EditFlaw) -> (name: String, range: Range<Int>) {
        let start = line.range.lowerBound + line.indentation
        var end = start
        let quote = bytes[start]
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            guard let close = bytes[(start + 1)..<line.range.upperBound].firstIndex(of: quote) else {
                throw EditFlaw("a quoted key is not closed", at: start, of: bytes)
            }
            end = close + 1
        } else {
            guard !"-?&*!|>%@`[]{},:".utf8.contains(quote) else { throw flaw("a line is not “key: value”", line) }
            while end < line.range.upperBound, !isColon(end, line) { end += 1 }
        }
        guard end < line.range.upperBound, isColon(end, line) else { throw flaw("a line is not “key: value”", line) }
        let isQuoted = end > start + 1 && (quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"))
        let name = isQuoted ? bytes.text((start + 1)..<(end - 1)) : bytes.text(start..<end)
        return (name, start..<end)
    }

    private func isColon(_ place: Int, _ line: Line) -> Bool {
        bytes[place] == UInt8(ascii: ":")
            && (place + 1 == line.range.upperBound || TextLayout.isBlank(bytes[place + 1]))
    }

    /// The value on the key's line. A value in quotes or brackets may end on a later line: `end` moves behind it.
    private func value(_ range: Range<Int>, place: Int, end: inout Int, within lines: Range<Int>) throws(EditFlaw)
        -> Range<Int>
    {
        guard let first = range.first.map({ bytes[$0] }), first != UInt8(ascii: "#") else {
            return range.lowerBound..<range.lowerBound
        }
        guard "\"'{[".utf8.contains(first) else {
            var stop = range.lowerBound
            while stop < range.upperBound, !(bytes[stop] == UInt8(ascii: "#") && TextLayout.isBlank(bytes[stop - 1])) {
                stop += 1
            }
            while stop > range.lowerBound, TextLayout.isBlank(bytes[stop - 1]) { stop -= 1 }
            return range.lowerBound..<stop
        }
        let limit = content[lines.upperBound - 1].range.upperBound
        guard let close = closing(range.lowerBound, limit: limit) else {
            throw EditFlaw("a value is not closed", at: range.lowerBound, of: bytes)
        }
        while end < lines.upperBound, content[end].range.lowerBound < close { end += 1 }
        let rest = bytes[close..<content[end - 1].range.upperBound].first { !TextLayout.isBlank($0) }
        guard rest == nil || rest == UInt8(ascii: "#") else {
            throw EditFlaw("something follows the value on its line", at: close, of: bytes)
        }
        return range.lowerBound..<close
    }

    /// The place behind a value that begins with a quote or a bracket.
    private func closing(_ start: Int, limit: Int) -> Int? {
        var depth = 0
        var index = start
        while index < limit {
            switch bytes[index] {
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                guard let end = endOfQuotes(index, limit: limit) else { return nil }
                index = end
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                index += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                index += 1
            default:
                index += 1
            }
            if depth == 0 { return index }
        }
        return nil
    }

    private func endOfQuotes(_ start: Int, limit: Int) -> Int? {
        let quote = bytes[start]
        var index = start + 1
        while index < limit {
            if bytes[index] == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                index += 2
            } else if bytes[index] == quote {
                // A quote is doubled in single quotes.
                guard quote == UInt8(ascii: "'"), index + 1 < limit, bytes[index + 1] == quote else { return index + 1 }
                index += 2
            } else {
                index += 1
            }
        }
        return nil
    }

    func flaw(_ reason: String, _ line: Line) -> EditFlaw {
        EditFlaw(reason, at: line.range.lowerBound + line.indentation, of: bytes)
    }
}

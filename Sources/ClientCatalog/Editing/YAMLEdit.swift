import Base

/// Changes one mapping of a YAML file, and no other byte.
enum YAMLEdit {
    /// The value at `path`; nil when it is absent.
    static func value(at path: [String], in bytes: [UInt8]) throws(EditFlaw) -> ConfigValue? {
        let file = try YAMLLines(bytes)
        let found = try chain(path, file)
        guard found.count == path.count, let entry = found.last else { return nil }
        return file.value(of: entry)
    }

    /// Replaces the value of a key of the mapping at `path`, or inserts it, with the mappings around it.
    static func set(_ member: ConfigValue.Member, in path: [String], of bytes: [UInt8]) throws(EditFlaw) -> [UInt8] {
        let (layout, file) = (TextLayout(bytes: bytes), try YAMLLines(bytes))
        let place = path + [member.name]
        let found = try chain(place, file)
        if found.count == place.count, let entry = found.last { return replace(entry, with: member.value, file) }
        let missing = place[found.count...]
        guard let parent = found.last else {
            let last = try file.entries(file.content.indices).last
            return insert(
                missing,
                member.value,
                after: last?.lines.last,
                indentation: last?.indentation ?? 0,
                layout,
                file
            )
        }
        let inside = file.inside(parent)
        let siblings = try entries(of: parent, file)
        guard let last = siblings.last else {
            let emptied = bytes.replacing(parent.inline, with: "")
            let blanks = parent.keyRange.upperBound + 1..<parent.inline.lowerBound
            let line = try YAMLLines(emptied.replacing(blanks, with: ""))
            let indentation = parent.indentation + 2
            return insert(
                missing,
                member.value,
                after: parent.lines.lowerBound,
                indentation: indentation,
                TextLayout(bytes: line.bytes),
                line
            )
        }
        return insert(missing, member.value, after: inside.last, indentation: last.indentation, layout, file)
    }

    /// Removes the entry at `path` with its lines; nothing when it is absent. A mapping that loses its last entry
    /// becomes `{}`: without a value it would be null.
    static func remove(_ path: [String], of bytes: [UInt8]) throws(EditFlaw) -> [UInt8] {
        let (layout, file) = (TextLayout(bytes: bytes), try YAMLLines(bytes))
        let found = try chain(path, file)
        guard found.count == path.count, let entry = found.last else { return bytes }
        let start = file.content[entry.lines.lowerBound].range.lowerBound
        let end = layout.nextLine(after: file.content[entry.lines.upperBound - 1].range.upperBound)
        let rest = bytes.replacing(start..<end, with: "")
        guard found.count > 1 else { return rest }
        let parent = found[found.count - 2]
        guard file.inside(parent) == entry.lines else { return rest }
        let colon = parent.keyRange.upperBound + 1
        return rest.replacing(colon..<colon, with: " {}")
    }

    /// The entries along `path`, as far as they exist.
    private static func chain(_ path: [String], _ file: YAMLLines) throws(EditFlaw) -> [YAMLEntry] {
        var entries = try file.entries(file.content.indices)
        var chain: [YAMLEntry] = []
        for (depth, name) in path.enumerated() {
            let found = entries.filter { $0.name.isExactly(name) }
            guard found.count < 2 else {
                throw EditFlaw("“\(name)” is there twice", at: found[1].keyRange.lowerBound, of: file.bytes)
            }
            guard let entry = found.first else { return chain }
            chain.append(entry)
            if depth + 1 < path.count { entries = try self.entries(of: entry, file) }
        }
        return chain
    }

    /// The entries of a mapping, which may be empty.
    /// - Throws: `EditFlaw` when the value is not a mapping in block notation.
    private static func entries(of parent: YAMLEntry, _ file: YAMLLines) throws(EditFlaw) -> [YAMLEntry] {
        let inside = file.inside(parent)
        if parent.inline.isEmpty, !inside.isEmpty { return try file.entries(inside) }
        guard file.isEmpty(parent) else {
            throw EditFlaw(
                "“\(parent.name)” is not a mapping with one entry a line",
                at: parent.keyRange.lowerBound,
                of: file.bytes
            )
        }
        return []
    }

    private static func replace(_ entry: YAMLEntry, with value: ConfigValue, _ file: YAMLLines) -> [UInt8] {
        let inside = file.inside(entry)
        // A comment after a value on one line stays.
        if inside.isEmpty, !entry.inline.isEmpty { return file.bytes.replacing(entry.inline, with: value.json()) }
        let end = file.content[entry.lines.upperBound - 1].range.upperBound
        return file.bytes.replacing((entry.keyRange.upperBound + 1)..<end, with: " " + value.json())
    }

    /// - Parameter line: the line of content to insert after; nil for the end of the text.
    private static func insert(
        _ path: ArraySlice<String>,
        _ value: ConfigValue,
        after line: Int?,
        indentation: Int,
        _ layout: TextLayout,
        _ file: YAMLLines
    ) -> [UInt8] {
        let end = line.map { file.content[$0].range.upperBound } ?? layout.bytes.count
        let lines = path.enumerated().map { depth, name in
            let isLast = depth == path.count - 1
            return String(repeating: " ", count: indentation + 2 * depth) + key(name) + ":"
                + (isLast ? " " + value.json() : "")
        }
        let text = lines.joined(separator: layout.newline)
        let needsBreak = end > 0 && layout.bytes[end - 1] != 0x0a
        let isAtEnd = end == layout.bytes.count
        let inserted = (needsBreak ? layout.newline : "") + text + (isAtEnd ? layout.newline : "")
        return layout.bytes.replacing(end..<end, with: inserted)
    }

    /// Plain, or in quotes when it could mean something else.
    private static func key(_ name: String) -> String {
        let isPlain = !name.isEmpty && name.utf8.allSatisfy(TOMLReader.isBare) && name.first?.isLetter == true
        return isPlain ? name : StrictJSON.quoted(name)
    }
}

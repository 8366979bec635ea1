import Base

/// Changes one table of a TOML file, and no other byte.
enum TOMLEdit {
    /// The members of the table at `path`; nil when it is absent.
    static func value(at path: [String], in bytes: [UInt8]) throws(EditFlaw) -> ConfigValue? {
        let statements = try TOMLReader.statements(bytes)
        var isThere = false
        var members: [ConfigValue.Member] = []
        for statement in statements where statement.path.starts(with: path, by: { $0.isExactly($1) }) {
            isThere = true
            guard case .pair(let value, _) = statement.kind else { continue }
            if statement.path.count == path.count { return value }
            if statement.path.count == path.count + 1 { members.append(.init(statement.path[path.count], value)) }
        }
        return isThere ? .mapping(members) : nil
    }

    /// Replaces the value of a key of the table at `path`, or inserts it, with the table when that is absent.
    /// - Throws: `EditFlaw` also when the table is written in another way than `[a.b]`.
    static func set(_ member: ConfigValue.Member, in path: [String], of bytes: [UInt8]) throws(EditFlaw) -> [UInt8] {
        let layout = TextLayout(bytes: bytes)
        let statements = try TOMLReader.statements(bytes)
        let line = key(member.name) + " = " + member.value.toml
        guard let header = try header(path, statements, bytes) else {
            let isLineOpen = !bytes.isEmpty && bytes.last != 0x0a
            let gap = (isLineOpen ? layout.newline : "") + (bytes.isEmpty ? "" : layout.newline)
            let title = "[" + path.map(key).joined(separator: ".") + "]"
            return bytes + (gap + title + layout.newline + line + layout.newline).utf8
        }
        let pairs = statements.filter { $0.table == header.table && !$0.isHeader }
        let found = pairs.filter { $0.path.elementsEqual(path + [member.name], by: { $0.isExactly($1) }) }
        guard found.count < 2 else {
            throw EditFlaw("“\(member.name)” is there twice", at: found[1].range.lowerBound, of: bytes)
        }
        if case .pair(_, let range)? = found.first?.kind { return bytes.replacing(range, with: member.value.toml) }
        let last = pairs.last ?? header
        let end = layout.lineEnd(of: last.range.upperBound)
        let indentation = layout.indentation(at: last.range.lowerBound)
        return bytes.replacing(end..<end, with: layout.newline + indentation + line)
    }

    /// Removes a key of the table at `path`, with its line; nothing when it is absent.
    static func remove(_ name: String, in path: [String], of bytes: [UInt8]) throws(EditFlaw) -> [UInt8] {
        let layout = TextLayout(bytes: bytes)
        let place = path + [name]
        let found = try TOMLReader.statements(bytes).first { statement in
            !statement.isHeader && statement.path.elementsEqual(place, by: { $0.isExactly($1) })
        }
        guard let found else { return bytes }
        let start = layout.lineStart(of: found.range.lowerBound)
        return bytes.replacing(start..<layout.nextLine(after: found.range.upperBound), with: "")
    }

    /// Removes the table at `path` with the tables in it; nothing when it is absent. Comments before the next table
    /// stay.
    static func removeTable(_ path: [String], of bytes: [UInt8]) throws(EditFlaw) -> [UInt8] {
        let layout = TextLayout(bytes: bytes)
        let statements = try TOMLReader.statements(bytes)
        _ = try header(path, statements, bytes)
        let tables = Set(
            statements.filter { $0.isHeader && $0.path.starts(with: path, by: { $0.isExactly($1) }) }.map(\.table)
        )
        var result = bytes
        for table in tables.sorted(by: >) {
            let inside = statements.filter { $0.table == table }
            guard let first = inside.first, let last = inside.last else { continue }
            var start = layout.lineStart(of: first.range.lowerBound)
            // The blank line before it is its own.
            if start > 0 {
                let before = layout.lineStart(of: start - 1)
                if layout.isBlank(before..<layout.lineEnd(of: before)) { start = before }
            }
            result.removeSubrange(start..<layout.nextLine(after: last.range.upperBound))
        }
        return result
    }

    /// The header of the table at `path`; nil when the table is absent.
    private static func header(_ path: [String], _ statements: [TOMLStatement], _ bytes: [UInt8]) throws(EditFlaw)
        -> TOMLStatement?
    {
        var found: TOMLStatement?
        for statement in statements {
            let isWithin = statement.path.starts(with: path, by: { $0.isExactly($1) })
            let isAround = path.starts(with: statement.path, by: { $0.isExactly($1) })
            switch statement.kind {
            case .header(let isArray) where isArray && isAround:
                throw EditFlaw("“\(path[0])” is an array of tables", at: statement.range.lowerBound, of: bytes)
            case .header where isWithin && isAround:
                guard found == nil else {
                    throw EditFlaw("the table is there twice", at: statement.range.lowerBound, of: bytes)
                }
                found = statement
            case .pair where isAround, .pair where isWithin && !isIn(path, statement, statements):
                throw EditFlaw(
                    "the entry is written inline or with dotted keys; change it to a table [\(path.joined(separator: "."))]",
                    at: statement.range.lowerBound,
                    of: bytes
                )
            case .header, .pair: continue
            }
        }
        return found
    }

    /// Whether the pair is in a table at or below `path`.
    private static func isIn(_ path: [String], _ pair: TOMLStatement, _ statements: [TOMLStatement]) -> Bool {
        statements.contains {
            $0.isHeader && $0.table == pair.table && $0.path.starts(with: path, by: { $0.isExactly($1) })
        }
    }

    static func key(_ name: String) -> String {
        !name.isEmpty && name.utf8.allSatisfy(TOMLReader.isBare) ? name : ConfigValue.string(name).toml
    }
}

extension ConfigValue {
    /// TOML on one line; a mapping is an inline table.
    var toml: String {
        switch self {
        // JSON's escapes are TOML's; TOML escapes DEL, too.
        case .string(let text): StrictJSON.quoted(text).replacing("\u{7f}", with: "\\u007f")
        case .bool(let flag): flag ? "true" : "false"
        case .other(let text): text
        case .list(let elements): "[" + elements.map(\.toml).joined(separator: ", ") + "]"
        case .mapping(let members):
            "{ " + members.map { TOMLEdit.key($0.name) + " = " + $0.value.toml }.joined(separator: ", ") + " }"
        }
    }
}

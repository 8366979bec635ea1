import Base

/// Changes one member of JSON with comments, and no other byte.
enum JSONEdit {
    /// The value at `path`; nil when it is absent.
    static func value(at path: [String], in bytes: [UInt8]) throws(EditFlaw) -> ConfigValue? {
        guard var node = try JSONNodeReader.document(bytes) else { return nil }
        for name in path {
            guard let member = try member(name, of: node, in: bytes) else { return nil }
            node = member.value
        }
        return node.value(in: bytes)
    }

    /// Replaces the value at `path`, or inserts it with the objects around it.
    static func set(_ value: ConfigValue, at path: [String], in bytes: [UInt8]) throws(EditFlaw) -> [UInt8] {
        let layout = TextLayout(bytes: bytes)
        guard var node = try JSONNodeReader.document(bytes) else {
            let text = nested(value, in: path[...]).json(indentation: "", unit: unit, newline: layout.newline)
            let gap = bytes.isEmpty || bytes.last == 0x0a ? "" : layout.newline
            return bytes + (gap + text + layout.newline).utf8
        }
        let unit = unit(of: node, layout)
        for (depth, name) in path.enumerated() {
            guard let member = try member(name, of: node, in: bytes) else {
                let new = ConfigValue.Member(name, nested(value, in: path[(depth + 1)...]))
                return try insert(new, into: node, isRoot: depth == 0, unit: unit, layout)
            }
            node = member.value
        }
        let isOnOneLine = !bytes[node.range].contains(0x0a) && node.members?.isEmpty == false
        let text =
            isOnOneLine
            ? value.json()
            : value.json(
                indentation: layout.indentation(at: node.range.lowerBound),
                unit: unit,
                newline: layout.newline
            )
        return bytes.replacing(node.range, with: text)
    }

    private static let unit = "  "

    private static func nested(_ value: ConfigValue, in path: ArraySlice<String>) -> ConfigValue {
        path.reversed().reduce(value) { .mapping([ConfigValue.Member($1, $0)]) }
    }

    /// - Throws: `EditFlaw` when `node` is not an object, or has the member twice.
    static func member(_ name: String, of node: JSONNode, in bytes: [UInt8]) throws(EditFlaw) -> JSONMember? {
        guard let members = node.members else {
            throw EditFlaw(
                "the value that should contain “\(name)” is not an object",
                at: node.range.lowerBound,
                of: bytes
            )
        }
        let found = members.filter { $0.name.isExactly(name) }
        guard found.count < 2 else {
            throw EditFlaw("“\(name)” is there twice", at: found[1].nameRange.lowerBound, of: bytes)
        }
        return found.first
    }

    /// The indentation that a level of this file adds.
    private static func unit(of root: JSONNode, _ layout: TextLayout) -> String {
        guard let first = root.members?.first?.nameRange.lowerBound, layout.startsLine(first) else { return unit }
        let (inner, outer) = (layout.indentation(at: first), layout.indentation(at: root.range.lowerBound))
        return inner.count > outer.count ? String(inner.dropFirst(outer.count)) : unit
    }

    private static func insert(
        _ new: ConfigValue.Member,
        into node: JSONNode,
        isRoot: Bool,
        unit: String,
        _ layout: TextLayout
    ) throws(EditFlaw) -> [UInt8] {
        let bytes = layout.bytes
        guard let members = node.members else { return bytes }
        let name = StrictJSON.quoted(new.name) + ": "
        let outer = layout.indentation(at: node.range.lowerBound)
        guard let last = members.last else {
            let place = try JSONNodeReader.endOfComments(after: node.range.lowerBound + 1, in: bytes)
            let rest = place..<(node.range.upperBound - 1)
            guard isRoot || bytes.contains(0x0a) else { return bytes.replacing(rest, with: name + new.value.json()) }
            let text = new.value.json(indentation: outer + unit, unit: unit, newline: layout.newline)
            let line = layout.newline + outer + unit + name + text
            return bytes.replacing(rest, with: line + layout.newline + outer)
        }
        let place = try JSONNodeReader.endOfComments(after: last.end, in: bytes)
        let first = members[0].nameRange.lowerBound
        let inner = layout.startsLine(first) ? layout.indentation(at: first) : outer + unit
        var text = layout.newline + inner + name
        if bytes[node.range].contains(0x0a) {
            text += new.value.json(indentation: inner, unit: unit, newline: layout.newline)
        } else {
            text = " " + name + new.value.json()
        }
        guard last.comma == nil else { return bytes.replacing(place..<place, with: text + ",") }
        let comma = last.value.range.upperBound
        return bytes.replacing(place..<place, with: text).replacing(comma..<comma, with: ",")
    }
}

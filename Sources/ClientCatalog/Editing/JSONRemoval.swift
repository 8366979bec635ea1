import Base

extension JSONEdit {
    /// Removes the member at `path`, with its comma and its line; nothing when it is absent.
    static func remove(_ path: [String], from bytes: [UInt8]) throws(EditFlaw) -> [UInt8] {
        guard var node = try JSONNodeReader.document(bytes), let name = path.last else { return bytes }
        for outer in path.dropLast() {
            guard let member = try member(outer, of: node, in: bytes) else { return bytes }
            node = member.value
        }
        guard try member(name, of: node, in: bytes) != nil, let members = node.members,
            let place = members.firstIndex(where: { $0.name.isExactly(name) })
        else { return bytes }
        return remove(place, of: members, in: node, TextLayout(bytes: bytes))
    }

    private static func remove(_ place: Int, of members: [JSONMember], in node: JSONNode, _ layout: TextLayout)
        -> [UInt8]
    {
        let (bytes, member) = (layout.bytes, members[place])
        var range = member.nameRange.lowerBound..<member.end
        if layout.startsLine(range.lowerBound), layout.endsLine(range.upperBound) {
            // The whole line, with the line break before it: so the last member leaves no blank line behind.
            let start = layout.lineStart(of: range.lowerBound)
            let end = layout.lineEnd(of: range.upperBound)
            range = (start > 0 ? breakBefore(start, bytes) : start)..<end
        } else if place + 1 < members.count {
            let next = members[place + 1].nameRange.lowerBound
            if layout.isBlank(range.upperBound..<next) { range = range.lowerBound..<next }
        }
        let inside = (node.range.lowerBound + 1)..<(node.range.upperBound - 1)
        if members.count == 1, bytes[inside.lowerBound..<range.lowerBound].allSatisfy(TextLayout.isSpace),
            bytes[range.upperBound..<max(range.upperBound, inside.upperBound)].allSatisfy(TextLayout.isSpace)
        {
            return bytes.replacing(inside, with: "")
        }
        // Strict readers refuse a comma after the last member.
        guard place == members.count - 1, member.comma == nil, place > 0, let comma = members[place - 1].comma else {
            return bytes.replacing(range, with: "")
        }
        if layout.isBlank((comma + 1)..<max(comma + 1, range.lowerBound)) {
            return bytes.replacing(comma..<range.upperBound, with: "")
        }
        return bytes.replacing(range, with: "").replacing(comma..<(comma + 1), with: "")
    }

    private static func breakBefore(_ lineStart: Int, _ bytes: [UInt8]) -> Int {
        lineStart > 1 && bytes[lineStart - 2] == 0x0d ? lineStart - 2 : lineStart - 1
    }
}

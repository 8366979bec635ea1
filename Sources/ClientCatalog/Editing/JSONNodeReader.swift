import Base

/// Reads JSON with comments and trailing commas (the notation of VS Code) and keeps the place of everything. Beyond
/// that it is as strict as RFC 8259: what it accepts, the clients' own readers accept, too.
struct JSONNodeReader: FileCursor {
    /// More levels than any client's configuration has; bounds the recursion.
    private static let maximumDepth = 100

    let bytes: [UInt8]
    var index: Int
    /// The end of the last comment that was skipped.
    private var commentEnd: Int?

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        index = Self.start(of: bytes)
    }

    /// Nil for a text of blanks and comments only.
    static func document(_ bytes: [UInt8]) throws(EditFlaw) -> JSONNode? {
        var reader = JSONNodeReader(bytes)
        try reader.skip()
        guard reader.index < bytes.count else { return nil }
        let node = try reader.value(depth: 0)
        try reader.skip()
        guard reader.index == bytes.count else { throw reader.flaw("something follows the value") }
        return node
    }

    /// The end of the last comment between `start` and the next byte that is neither blank nor comment; `start` when
    /// there is no comment.
    static func endOfComments(after start: Int, in bytes: [UInt8]) throws(EditFlaw) -> Int {
        var reader = JSONNodeReader(bytes)
        reader.index = start
        try reader.skip()
        return reader.commentEnd ?? start
    }

    private mutating func value(depth: Int) throws(EditFlaw) -> JSONNode {
        guard depth < Self.maximumDepth else { throw flaw("it is nested too deeply") }
        guard index < bytes.count else { throw flaw("it ends too early") }
        let start = index
        let kind: JSONNode.Kind =
            switch bytes[index] {
            case UInt8(ascii: "{"): .object(try members(depth: depth + 1))
            case UInt8(ascii: "["): .array(try elements(depth: depth + 1))
            case UInt8(ascii: "\""): try string()
            case UInt8(ascii: "'"): throw flaw("a string is in single quotes")
            default: try word()
            }
        return JSONNode(range: start..<index, kind: kind)
    }

    private mutating func members(depth: Int) throws(EditFlaw) -> [JSONMember] {
        var members: [JSONMember] = []
        index += 1
        while true {
            try skip()
            guard index < bytes.count else { throw flaw("an object is not closed") }
            if takes("}") { return members }
            if let last = members.last, last.comma == nil { throw flaw("a comma is missing") }
            guard bytes[index] == UInt8(ascii: "\"") else { throw flaw("a name in quotes is expected") }
            let start = index
            _ = try string()
            let nameRange = start..<index
            try skip()
            guard takes(":") else { throw flaw("a colon is missing") }
            try skip()
            var member = JSONMember(
                name: Self.text(bytes[nameRange]),
                nameRange: nameRange,
                value: try value(depth: depth)
            )
            try skip()
            if takes(",") { member.comma = index - 1 }
            members.append(member)
        }
    }

    private mutating func elements(depth: Int) throws(EditFlaw) -> [JSONNode] {
        var elements: [JSONNode] = []
        var needsComma = false
        index += 1
        while true {
            try skip()
            guard index < bytes.count else { throw flaw("an array is not closed") }
            if takes("]") { return elements }
            if needsComma { throw flaw("a comma is missing") }
            elements.append(try value(depth: depth))
            try skip()
            needsComma = !takes(",")
        }
    }

    private mutating func string() throws(EditFlaw) -> JSONNode.Kind {
        let start = index
        index += 1
        while index < bytes.count, bytes[index] >= 0x20 {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                index += 1
                return .string
            case UInt8(ascii: "\\"):
                guard index + 1 < bytes.count, "\"\\/bfnrtu".utf8.contains(bytes[index + 1]) else {
                    throw flaw("a backslash in a string is not an escape")
                }
                index += 2
            default:
                index += 1
            }
        }
        throw EditFlaw("a string is not closed", at: start, of: bytes)
    }

    private mutating func word() throws(EditFlaw) -> JSONNode.Kind {
        let start = index
        while index < bytes.count, bytes[index].isLetterOrDigit || "+-.".utf8.contains(bytes[index]) { index += 1 }
        guard index > start, (try? StrictJSON.parse(Array(bytes[start..<index]))) != nil else {
            throw EditFlaw("a value is not JSON", at: start, of: bytes)
        }
        return .word
    }

    private mutating func skip() throws(EditFlaw) {
        while index < bytes.count {
            if TextLayout.isSpace(bytes[index]) {
                index += 1
            } else if bytes[index...].starts(with: "//".utf8) {
                index = TextLayout(bytes: bytes).lineEnd(of: index)
                commentEnd = index
            } else if bytes[index...].starts(with: "/*".utf8) {
                let start = index
                index += 2
                while !bytes[index...].starts(with: "*/".utf8) {
                    guard index < bytes.count else { throw EditFlaw("a comment is not closed", at: start, of: bytes) }
                    index += 1
                }
                index += 2
                commentEnd = index
            } else {
                return
            }
        }
    }

    /// The text of a string in quotes. One that has no Unicode text (a lone surrogate) stands for itself.
    static func text(_ quoted: ArraySlice<UInt8>) -> String {
        if let text = (try? StrictJSON.parse(Array(quoted)))?.string { return text }
        return String(decoding: quoted, as: UTF8.self)
    }
}

extension JSONNode {
    func value(in bytes: [UInt8]) -> ConfigValue {
        switch kind {
        case .object(let members): .mapping(members.map { ConfigValue.Member($0.name, $0.value.value(in: bytes)) })
        case .array(let elements): .list(elements.map { $0.value(in: bytes) })
        case .string: .string(JSONNodeReader.text(bytes[range]))
        case .word:
            switch bytes.text(range) {
            case "true": .bool(true)
            case "false": .bool(false)
            case let text: .other(text)
            }
        }
    }
}

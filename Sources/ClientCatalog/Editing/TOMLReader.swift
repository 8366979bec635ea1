import Base

/// Reads the statements of a TOML file and keeps the place of everything. Checks the structure of the whole file;
/// numbers and dates are taken as they are written.
struct TOMLReader: FileCursor {
    private static let maximumDepth = 100

    let bytes: [UInt8]
    var index: Int
    private var table: [String] = []
    private var tableNumber = 0

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
        index = Self.start(of: bytes)
    }

    static func statements(_ bytes: [UInt8]) throws(EditFlaw) -> [TOMLStatement] {
        var reader = TOMLReader(bytes)
        var statements: [TOMLStatement] = []
        while let statement = try reader.statement() { statements.append(statement) }
        return statements
    }

    private mutating func statement() throws(EditFlaw) -> TOMLStatement? {
        skip(lines: true)
        guard index < bytes.count else { return nil }
        let start = index
        let statement = try bytes[index] == UInt8(ascii: "[") ? header() : pair()
        let end = index
        skip(lines: false)
        guard index == bytes.count || bytes[index] == 0x0a || bytes[index...].starts(with: [0x0d, 0x0a]) else {
            throw flaw("something follows the value on its line")
        }
        return TOMLStatement(kind: statement.kind, path: statement.path, table: tableNumber, range: start..<end)
    }

    private mutating func header() throws(EditFlaw) -> (kind: TOMLStatement.Kind, path: [String]) {
        index += 1
        let isArray = takes("[")
        table = try key()
        tableNumber += 1
        guard takes("]"), !isArray || takes("]") else { throw flaw("a table's name is not closed") }
        return (.header(isArray: isArray), table)
    }

    private mutating func pair() throws(EditFlaw) -> (kind: TOMLStatement.Kind, path: [String]) {
        let path = table + (try key())
        guard takes("=") else { throw flaw("an equals sign is missing") }
        blanks()
        let start = index
        let value = try value(depth: 0)
        return (.pair(value: value, valueRange: start..<index), path)
    }

    /// A dotted key: `a.b."c d"`.
    private mutating func key() throws(EditFlaw) -> [String] {
        var parts: [String] = []
        repeat {
            blanks()
            let start = index
            if index < bytes.count, bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'") {
                parts.append(try string())
            } else {
                while index < bytes.count, Self.isBare(bytes[index]) { index += 1 }
                guard index > start else { throw flaw("a key is expected") }
                parts.append(bytes.text(start..<index))
            }
            blanks()
        } while takes(".")
        return parts
    }

    private mutating func value(depth: Int) throws(EditFlaw) -> ConfigValue {
        guard depth < Self.maximumDepth else { throw flaw("it is nested too deeply") }
        guard index < bytes.count else { throw flaw("a value is missing") }
        switch bytes[index] {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return .string(try string())
        case UInt8(ascii: "["): return .list(try elements(depth: depth + 1))
        case UInt8(ascii: "{"): return .mapping(try members(depth: depth + 1))
        default:
            let start = index
            while index < bytes.count, !",]}#\r\n".utf8.contains(bytes[index]) { index += 1 }
            while index > start, TextLayout.isBlank(bytes[index - 1]) { index -= 1 }
            switch bytes.text(start..<index) {
            case "": throw flaw("a value is missing")
            case "true": return .bool(true)
            case "false": return .bool(false)
            case let text where Self.isNumberOrTime(text): return .other(text)
            default: throw EditFlaw("a value is not TOML", at: start, of: bytes)
            }
        }
    }

    /// The form only. A blank may stand between a date and a time.
    private static func isNumberOrTime(_ text: String) -> Bool {
        text.wholeMatch(of: /[+\-]?(inf|nan|[0-9][0-9A-Za-z_.:+\-]*)([ ][0-9:.Z+\-]+)?/).map { match in
            match.output.2 == nil || text.contains(/^\d{4}-\d\d-\d\d[ ]/)
        } ?? false
    }

    private mutating func elements(depth: Int) throws(EditFlaw) -> [ConfigValue] {
        var elements: [ConfigValue] = []
        index += 1
        while true {
            skip(lines: true)
            if takes("]") { return elements }
            elements.append(try value(depth: depth))
            skip(lines: true)
            guard takes(",") || index < bytes.count && bytes[index] == UInt8(ascii: "]") else {
                throw flaw("an array is not closed")
            }
        }
    }

    private mutating func members(depth: Int) throws(EditFlaw) -> [ConfigValue.Member] {
        var members: [ConfigValue.Member] = []
        index += 1
        while true {
            skip(lines: true)
            if takes("}") { return members }
            let name = try key().joined(separator: ".")
            guard takes("=") else { throw flaw("an equals sign is missing") }
            blanks()
            members.append(ConfigValue.Member(name, try value(depth: depth)))
            skip(lines: true)
            guard takes(",") || index < bytes.count && bytes[index] == UInt8(ascii: "}") else {
                throw flaw("an inline table is not closed")
            }
        }
    }

    /// A string of any of the four kinds. Escapes that are not JSON's stay as they are written.
    private mutating func string() throws(EditFlaw) -> String {
        let start = index
        let quote = bytes[index]
        let isLong = bytes[index...].starts(with: [quote, quote, quote])
        index += isLong ? 3 : 1
        let content = index
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x0a, !isLong { break }
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                index += 2
            } else if byte == quote, !isLong || bytes[index...].starts(with: [quote, quote, quote]) {
                let end = index
                index += isLong ? 3 : 1
                // Up to two quotes may end the content of a long string.
                while isLong, index < bytes.count, bytes[index] == quote, index - end < 5 { index += 1 }
                let isBasic = !isLong && quote == UInt8(ascii: "\"")
                return isBasic ? JSONNodeReader.text(bytes[start..<index]) : bytes.text(content..<end)
            } else {
                index += 1
            }
        }
        throw EditFlaw("a string is not closed", at: start, of: bytes)
    }

    private mutating func blanks() {
        while index < bytes.count, TextLayout.isBlank(bytes[index]) { index += 1 }
    }

    /// Skips blanks and a comment, or any number of both with the line breaks between them.
    private mutating func skip(lines: Bool) {
        while index < bytes.count {
            if TextLayout.isBlank(bytes[index]) || lines && TextLayout.isSpace(bytes[index]) {
                index += 1
            } else if bytes[index] == UInt8(ascii: "#") {
                index = TextLayout(bytes: bytes).lineEnd(of: index)
            } else {
                return
            }
        }
    }

    static func isBare(_ byte: UInt8) -> Bool {
        byte.isLetterOrDigit || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }
}

/// Writes JSON without white space, members in order of name, so that equal values give equal bytes.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ value: JSONValue) throws(StrictJSON.Flaw) {
        switch value {
        case .null: append("null")
        case .bool(let flag): append(flag ? "true" : "false")
        case .integer(let number): append(String(number))
        case .number(let number):
            guard number.isFinite else { throw .numberOutOfRange }
            append(String(number))
        case .decimal(let text): append(text)
        case .string(let text): write(text)
        case .array(let elements):
            var separator = UInt8(ascii: "[")
            for element in elements {
                bytes.append(separator)
                separator = UInt8(ascii: ",")
                try write(element)
            }
            append(elements.isEmpty ? "[]" : "]")
        case .object(let members):
            var separator = UInt8(ascii: "{")
            for (name, member) in members.sorted(by: { $0.key < $1.key }) {
                bytes.append(separator)
                separator = UInt8(ascii: ",")
                write(name)
                bytes.append(UInt8(ascii: ":"))
                try write(member)
            }
            append(members.isEmpty ? "{}" : "}")
        }
    }

    /// An object of strings only, which cannot be out of range.
    mutating func write(_ members: [String: String]) {
        var separator = UInt8(ascii: "{")
        for (name, text) in members.sorted(by: { $0.key < $1.key }) {
            bytes.append(separator)
            separator = UInt8(ascii: ",")
            write(name)
            bytes.append(UInt8(ascii: ":"))
            write(text)
        }
        append(members.isEmpty ? "{}" : "}")
    }

    private mutating func write(_ text: String) {
        StrictJSON.append(text, to: &bytes)
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }
}

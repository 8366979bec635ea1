import Base

/// JSON as Python writes it.
enum PythonLiteral {
    /// - Parameter indent: of the line that the value begins on, in steps of four blanks.
    static func text(of value: JSONValue, indent: Int) -> String {
        switch value {
        case .null: "None"
        case .bool(let flag): flag ? "True" : "False"
        case .array(let items): list(items.map { text(of: $0, indent: indent + 1) }, "[", "]", indent)
        case .object(let members):
            list(
                members.sorted { $0.key < $1.key }.map {
                    "\(quoted($0.key)): \(text(of: $0.value, indent: indent + 1))"
                },
                "{",
                "}",
                indent
            )
        case .string(let text): quoted(text)
        case .integer, .number, .decimal: json(value)
        }
    }

    /// On one line while that is short.
    private static func list(_ items: [String], _ open: String, _ close: String, _ indent: Int) -> String {
        let line = items.joined(separator: ", ")
        guard line.count > 72 || line.contains("\n") else { return open + line + close }
        let inner = String(repeating: "    ", count: indent + 1)
        return
            "\(open)\n\(items.map { "\(inner)\($0),\n" }.joined())\(String(repeating: "    ", count: indent))\(close)"
    }

    /// A string of JSON is one of Python, too.
    private static func quoted(_ text: String) -> String { json(.string(text)) }

    private static func json(_ value: JSONValue) -> String {
        (try? StrictJSON.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "None"
    }
}

import Base

/// The rows in the text of `pg_dump`: its COPY blocks, which is how it writes data by default (PostgreSQL, "COPY", text
/// format).
enum PostgresDump {
    /// - Parameter names: the tables to read.
    static func tables(_ bytes: [UInt8], named names: Set<String>) throws -> SourceTables {
        var tables: [String: [JSONValue]] = [:]
        var current: (name: String, columns: [String])?
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if let (name, columns) = current {
                guard !line.elementsEqual("\\.".utf8) else {
                    current = nil
                    continue
                }
                guard names.contains(name) else { continue }
                let fields = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
                guard fields.count == columns.count else {
                    throw Fault(.validationFailed, "A row of the table \(name) does not have the columns that it says.")
                }
                var row: [String: JSONValue] = [:]
                for (column, field) in zip(columns, fields) { row[column] = value(field) }
                tables[name, default: []].append(.object(row))
            } else if line.starts(with: "COPY ".utf8), let head = head(String(decoding: line, as: UTF8.self)) {
                current = head
                if names.contains(head.name), tables[head.name] == nil { tables[head.name] = [] }
            }
        }
        return SourceTables(tables)
    }

    /// `COPY public.memories (id, content) FROM stdin;`
    private static func head(_ line: String) -> (name: String, columns: [String])? {
        guard let open = line.firstIndex(of: "("), let close = line.lastIndex(of: ")"), open < close else { return nil }
        let path = line[line.index(line.startIndex, offsetBy: 5)..<open].split(separator: ".")
        guard let name = path.last.map(bare), !name.isEmpty else { return nil }
        let columns = line[line.index(after: open)..<close].split(separator: ",").map(bare)
        return (name, columns)
    }

    private static func bare(_ name: Substring) -> String {
        String(name.trimmed.filter { $0 != "\"" })
    }

    /// Nil for NULL.
    private static func value(_ field: ArraySlice<UInt8>) -> JSONValue? {
        guard !field.elementsEqual("\\N".utf8) else { return nil }
        var text: [UInt8] = []
        text.reserveCapacity(field.count)
        var isEscaped = false
        for byte in field {
            guard isEscaped else {
                if byte == UInt8(ascii: "\\") { isEscaped = true } else { text.append(byte) }
                continue
            }
            isEscaped = false
            switch byte {
            case UInt8(ascii: "n"): text.append(0x0a)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "r"): text.append(0x0d)
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0c)
            case UInt8(ascii: "v"): text.append(0x0b)
            default: text.append(byte)
            }
        }
        return .string(String(decoding: text, as: UTF8.self))
    }
}

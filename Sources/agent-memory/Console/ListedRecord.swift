import Base

/// A record that commands list in a table.
protocol ListedRecord {
    static var header: [String] { get }
    /// The row of the table.
    var cells: [String] { get }
    var members: [String: JSONValue] { get }
}

/// A record that commands also show alone.
protocol ShownRecord: ListedRecord {
    var fields: [(String, String)] { get }
}

extension ShownRecord {
    func print(_ format: OutputFormat) throws {
        switch format {
        case .json: try Terminal.json(.object(members))
        case .text: Terminal.fields(fields)
        }
    }
}

extension Terminal {
    /// - Parameters:
    ///   - absence: the sentence when there are none.
    ///   - title: stands above the table.
    static func list<Record: ListedRecord>(
        _ records: [Record],
        _ format: OutputFormat,
        absence: String,
        title: String? = nil
    ) throws {
        switch format {
        case .json: try json(.array(records.map { .object($0.members) }))
        case .text where records.isEmpty: line(absence)
        case .text:
            if let title {
                line(title)
                line(String(repeating: "=", count: 50))
            }
            table(Record.header, records.map(\.cells))
        }
    }
}

import Base
import FoundationEssentials
import GRDB
import TestSupport

@testable import SQLStorage

/// Random rows for every table that `DatabaseMove` copies, as far as the schema restricts them: also for tables that are
/// added later.
struct RandomRows {
    private var random: SplitMix64
    private let words = [
        "violin", "Ä", "", "東京", "it's", "\"quoted\"", "🎻", "a\tb\n", "climbing", "e\u{301}", "7", "\u{10FFFF}",
    ]

    /// Fills the tables of a SQLite database that no other process uses.
    /// - Parameter rows: of each table.
    static func fill(_ path: String, rows: Int, seed: UInt64) throws {
        var generator = RandomRows(random: SplitMix64(seed: seed))
        let queue = try DatabaseQueue(path: path, configuration: SQLiteDatabase.configuration)
        try queue.write { db in
            for table in MovedTable.all where table.form != .derived {
                for _ in 0..<rows { try generator.insert(into: table, db) }
            }
            // Its number is not used again.
            try db.execute(sql: "DELETE FROM provenances WHERE id = (SELECT max(id) FROM provenances)")
        }
        try queue.close()
    }

    /// Tries values until the constraints accept some.
    private mutating func insert(into table: MovedTable, _ db: Database) throws {
        let name = table.name.description
        let parents = try Row.fetchAll(
            db,
            sql: "SELECT id, \"from\", \"table\", \"to\" FROM pragma_foreign_key_list(?) ORDER BY id, seq",
            arguments: [name]
        )
        let keys = Dictionary(grouping: parents) { $0["id"] as Int64 }.sorted { $0.key < $1.key }.map(\.value)
        let columns = try Row.fetchAll(
            db,
            sql: "SELECT name, type, \"notnull\" FROM pragma_table_xinfo(?) WHERE hidden = 0",
            arguments: [name]
        )
        for _ in 0..<1_000 {
            var values: [DatabaseValue] = []
            let known = try knownKeys(keys, db)
            for column in columns {
                let (column, type, isRequired): (String, String, Bool) = (column[0], column[1], column[2])
                if !isRequired, Bool.random(using: &random) {
                    values.append(.null)
                } else if let value = known[column] {
                    values.append(value)
                } else {
                    values.append(value(of: column, type, in: table))
                }
            }
            let marks = values.map { _ in "?" }.joined(separator: ", ")
            let names = columns.map { $0[0] as String }.joined(separator: ", ")
            do {
                return try db.execute(
                    sql: "INSERT INTO \(name) (\(names)) VALUES (\(marks))",
                    arguments: StatementArguments(values)
                )
            } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
                continue
            }
        }
        throw StoreFailure(.broken, "no random row fits into \(name)")
    }

    /// For each column that refers to another table, the value of a row there; those of one key are of the same row.
    private mutating func knownKeys(_ keys: [[Row]], _ db: Database) throws -> [String: DatabaseValue] {
        var known: [String: DatabaseValue] = [:]
        for key in keys {
            let other: String = key[0]["table"]
            let columns = key.map { $0["to"] as String }.joined(separator: ", ")
            let rows = try Row.fetchAll(db, sql: "SELECT \(columns) FROM \(other) ORDER BY \(columns)")
            let row = rows.randomElement(using: &random)
            for (index, column) in key.enumerated() { known[column["from"] as String] = row?[index] ?? .null }
        }
        return known
    }

    private mutating func value(of column: String, _ type: String, in table: MovedTable) -> DatabaseValue {
        switch type {
        case "BLOB" where table.form == .vectors:
            let elements = (0..<8).map { _ in Float.random(in: -1...1, using: &random) }
            return elements.reduce(into: Data()) { data, element in
                withUnsafeBytes(of: element.bitPattern.littleEndian) { data.append(contentsOf: $0) }
            }.databaseValue
        case "BLOB":
            return Data(
                (0..<Int.random(in: 0...40, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            )
            .databaseValue
        case "TEXT" where ["topics", "entities"].contains(column):
            return "[\"\(["tea", "Ä", "a b"].randomElement(using: &random) ?? "")\", \"music\"]".databaseValue
        case "TEXT": return text().databaseValue
        // Zero for `one`, `archived` and the like; also the largest numbers.
        case _ where table.key[0].description == column:
            return Int64.random(in: 1...1_000_000, using: &random).databaseValue
        default:
            return ([0, 1, Int64.random(in: .min ... .max, using: &random)].randomElement(using: &random) ?? 0)
                .databaseValue
        }
    }

    private mutating func text() -> String {
        (0..<Int.random(in: 0...6, using: &random)).map { _ in words.randomElement(using: &random) ?? "" }
            .joined(separator: " ") + "\(UInt16.random(in: 0...999, using: &random))"
    }
}

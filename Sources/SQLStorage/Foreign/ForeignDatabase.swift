package import Base
import GRDB
import GRDBSQLite

/// Another program's SQLite database, opened to read some of its tables. Nothing is written to it, and its views, triggers
/// and functions are not run.
package enum ForeignDatabase {
    /// The most rows of one table.
    private static let rows = 2_000_000

    /// The rows of the tables that exist, without columns that are NULL or binary.
    /// - Throws: `Fault(.validationFailed)` for a file that cannot be read as a database, and for a table with too many rows.
    package static func tables(at path: String, named names: [String]) throws -> [String: [JSONValue]] {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA trusted_schema = OFF")
            try db.execute(sql: "PRAGMA cell_size_check = ON")
        }
        do {
            let database = try DatabaseQueue(path: path, configuration: configuration)
            defer { try? database.close() }
            return try database.read { db in
                var tables: [String: [JSONValue]] = [:]
                for name in names where try isTable(name, db) { tables[name] = try contents(of: name, db) }
                return tables
            }
        } catch let fault as Fault {
            throw fault
        } catch let error as DatabaseError {
            throw Fault(.validationFailed, sentence(error), cause: error)
        }
    }

    private static func isTable(_ name: String, _ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql:
                "SELECT count(*) > 0 FROM sqlite_master WHERE type = 'table' AND name = ? AND sql NOT LIKE 'CREATE VIRTUAL%'",
            arguments: [name]
        ) ?? false
    }

    private static func contents(of name: String, _ db: Database) throws -> [JSONValue] {
        var values: [JSONValue] = []
        let cursor = try Row.fetchCursor(db, sql: "SELECT * FROM \(name.quotedDatabaseIdentifier) ORDER BY rowid")
        while let row = try cursor.next() {
            guard values.count < rows else {
                throw Fault(.validationFailed, "The table \(name) has more than \(rows) rows.")
            }
            var members: [String: JSONValue] = [:]
            for (column, value) in row { members[column] = json(value) }
            values.append(.object(members))
        }
        return values
    }

    /// Nil for NULL and for binary data, such as vectors.
    private static func json(_ value: DatabaseValue) -> JSONValue? {
        switch value.storage {
        case .null, .blob: nil
        case .int64(let number): .integer(number)
        case .double(let number): number.isFinite ? .number(number) : nil
        case .string(let text): .string(text)
        }
    }

    /// The reason, with what an operator can do. SQLite's own text can quote the file.
    private static func sentence(_ error: DatabaseError) -> String {
        switch error.resultCode.primaryResultCode {
        case .SQLITE_NOTADB, .SQLITE_CORRUPT: "The file is not a SQLite database, or it is damaged."
        case .SQLITE_BUSY, .SQLITE_LOCKED: "Another program is writing to the database. Stop it first."
        case .SQLITE_CANTOPEN, .SQLITE_READONLY:
            "The database cannot be opened. Copy it, with the files -wal and -shm if they exist, to a directory that you can write to."
        default: "The database cannot be read."
        }
    }
}

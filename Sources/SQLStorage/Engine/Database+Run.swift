import FoundationEssentials
import GRDB
import GRDBSQLite

extension Database {
    /// Runs one statement to completion.
    func run(_ sql: SQL) throws -> SQLResult {
        let (text, values) = sql.rendered { _ in "?" }
        let statement = sql.varies ? try makeStatement(sql: text) : try cachedStatement(sql: text)
        statement.setUncheckedArguments(StatementArguments(values.map(\.databaseValue)))
        guard statement.columnCount > 0 else {
            try statement.execute()
            return SQLResult(rows: [], count: changesCount)
        }
        var rows: [SQLRow] = []
        let columns = 0..<Int32(statement.columnCount)
        let names = SQLColumns(statement.columnNames)
        let cursor = try Row.fetchCursor(statement)
        while try cursor.next() != nil {
            // Directly from SQLite: GRDB's rows would copy every blob twice, and vectors are many blobs.
            rows.append(SQLRow(names, columns.map { SQLValue(statement.sqliteStatement, column: $0) }))
        }
        return SQLResult(rows: rows, count: rows.count)
    }
}

extension SQLValue {
    fileprivate var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let value): value.databaseValue
        case .real(let value): value.databaseValue
        case .text(let value): value.databaseValue
        case .blob(let value): Data(value).databaseValue
        }
    }

    /// The blob of the statement's current row (sqlite.org/c3ref/column_blob.html: first the pointer, then the length).
    fileprivate init(_ statement: SQLiteStatement, column: Int32) {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER:
            self = .integer(sqlite3_column_int64(statement, column))
        case SQLITE_FLOAT:
            self = .real(sqlite3_column_double(statement, column))
        case SQLITE_TEXT:
            let text = UnsafeRawPointer(sqlite3_column_text(statement, column))
            self = .text(String(decoding: Self.bytes(text, statement, column), as: UTF8.self))
        case SQLITE_BLOB:
            self = .blob([UInt8](Self.bytes(sqlite3_column_blob(statement, column), statement, column)))
        default:
            self = .null
        }
    }

    private static func bytes(
        _ pointer: UnsafeRawPointer?,
        _ statement: SQLiteStatement,
        _ column: Int32
    ) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: pointer, count: pointer == nil ? 0 : Int(sqlite3_column_bytes(statement, column)))
    }
}

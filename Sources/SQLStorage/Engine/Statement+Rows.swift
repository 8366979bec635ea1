import GRDB
import GRDBSQLite

extension Statement {
    /// The rows of a statement that only reads. Directly with SQLite: GRDB's arguments and cursor take longer than a
    /// statement that reads a row by its key.
    func rows(_ values: [SQLValue], of db: Database) throws -> [SQLRow] {
        guard sqlite3_bind_parameter_count(sqliteStatement) == values.count else {
            throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "wrong number of values", sql: sql)
        }
        defer {
            sqlite3_reset(sqliteStatement)
            sqlite3_clear_bindings(sqliteStatement)
        }
        for (index, value) in values.enumerated() {
            let code = value.bind(to: sqliteStatement, at: Int32(index) + 1)
            guard code == SQLITE_OK else { throw failure(code, of: db) }
        }
        let columns = 0..<Int32(columnCount)
        let names = SQLColumns(columnNames)
        var rows: [SQLRow] = []
        while true {
            switch sqlite3_step(sqliteStatement) {
            case SQLITE_ROW:
                rows.append(SQLRow(names, columns.map { SQLValue(sqliteStatement, column: $0) }))
            case SQLITE_DONE: return rows
            case let code: throw failure(code, of: db)
            }
        }
    }

    private func failure(_ code: Int32, of db: Database) -> DatabaseError {
        DatabaseError(resultCode: ResultCode(rawValue: code), message: db.lastErrorMessage, sql: sql)
    }
}

extension SQLValue {
    /// SQLite copies texts and blobs.
    fileprivate func bind(to statement: SQLiteStatement, at index: Int32) -> Int32 {
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch self {
        case .null: return sqlite3_bind_null(statement, index)
        case .integer(let value): return sqlite3_bind_int64(statement, index, value)
        case .real(let value): return sqlite3_bind_double(statement, index, value)
        case .text(var text):
            return text.withUTF8 { bytes in
                // Without an address SQLite would bind NULL.
                guard let start = bytes.baseAddress, !bytes.isEmpty else {
                    return sqlite3_bind_text(statement, index, "", 0, copied)
                }
                return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                    sqlite3_bind_text64(statement, index, $0, UInt64(bytes.count), copied, UInt8(SQLITE_UTF8))
                }
            }
        case .blob(let bytes):
            guard !bytes.isEmpty else { return sqlite3_bind_zeroblob(statement, index, 0) }
            return bytes.withUnsafeBytes {
                sqlite3_bind_blob64(statement, index, $0.baseAddress, UInt64($0.count), copied)
            }
        }
    }

    /// The value of the statement's current row (sqlite.org/c3ref/column_blob.html: first the pointer, then the length).
    init(_ statement: SQLiteStatement, column: Int32) {
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

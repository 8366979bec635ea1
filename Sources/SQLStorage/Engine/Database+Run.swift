import FoundationEssentials
import GRDB
import GRDBSQLite

extension Database {
    /// Runs one statement to completion.
    func run(_ sql: SQL) throws -> SQLResult {
        let (text, values) = sql.rendered { _ in "?" }
        let statement = sql.varies ? try makeStatement(sql: text) : try cachedStatement(sql: text)
        if statement.isReadonly, statement.columnCount > 0 {
            let rows = try statement.rows(values, of: self)
            return SQLResult(rows: rows, count: rows.count)
        }
        // GRDB must see what changes the database.
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
}

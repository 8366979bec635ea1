import Base
import GRDB

/// Keeps every other process from writing to a database, until it is released or the process ends.
package final class WriteHold: @unchecked Sendable {  // one task uses it
    private var end: (() -> Void)?

    fileprivate init(_ end: @escaping () -> Void) { self.end = end }

    package func release() {
        end?()
        end = nil
    }

    deinit { release() }
}

extension Storage {
    /// Reading goes on. Others that write wait for some seconds, and fail then.
    /// - Throws: `StoreFailure(.unavailable)` when another process writes for long.
    package func holdWrites() throws -> WriteHold {
        switch self {
        case .sqlite(let stores): try stores.database.holdWrites()
        case .postgres(let stores): try stores.database.holdWrites()
        }
    }

    var database: any SQLDatabase {
        switch self {
        case .sqlite(let stores): stores.database
        case .postgres(let stores): stores.database
        }
    }
}

extension SQLiteDatabase {
    fileprivate func holdWrites() throws -> WriteHold {
        var configuration = Self.configuration
        configuration.allowsUnsafeTransactions = true
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
            return WriteHold {
                try? queue.inDatabase { try $0.execute(sql: "ROLLBACK") }
                try? queue.close()
            }
        } catch let error as DatabaseError {
            throw StoreFailure(error)
        }
    }
}

extension PostgresDatabase {
    fileprivate func holdWrites() throws -> WriteHold {
        let connection = try PostgresConnection(options)
        do {
            let tables = MovedTable.all.map(\.name.description).joined(separator: ", ")
            try connection.script(
                "BEGIN; SET LOCAL idle_in_transaction_session_timeout = 0; LOCK TABLE \(tables) IN SHARE MODE"
            )
        } catch {
            connection.close()
            throw (error as? PostgresFailure)?.storeFailure ?? error
        }
        return WriteHold { connection.close() }
    }
}

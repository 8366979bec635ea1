import SQLStorage
import Synchronization

/// A database that writes down the statements it is asked for.
final class RecordingDatabase: SQLDatabase {
    private let database: any SQLDatabase
    private let seen = Mutex<[SQL]>([])

    init(_ database: any SQLDatabase) {
        self.database = database
    }

    /// The statements since the last call.
    func take() -> [SQL] {
        seen.withLock { seen in
            defer { seen = [] }
            return seen
        }
    }

    func rows(_ sql: SQL, effort: SQLEffort) async throws -> [SQLRow] {
        seen.withLock { $0.append(sql) }
        return try await database.rows(sql, effort: effort)
    }

    func atomically(_ steps: [SQLStep], scope: SQLScope) async throws -> SQLOutcome {
        seen.withLock { $0 += steps.map(\.sql) }
        return try await database.atomically(steps, scope: scope)
    }
}

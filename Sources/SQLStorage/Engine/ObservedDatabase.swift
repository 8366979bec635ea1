/// Sees every statement and batch of a database, to measure it.
package protocol DatabaseObserver: Sendable {
    /// Runs the work and passes its result or error on.
    func observe<Result: Sendable>(
        _ operation: DatabaseOperation,
        _ work: @Sendable () async throws -> Result
    ) async throws -> Result
}

/// The kinds of work of a database.
package enum DatabaseOperation: String, Sendable, CaseIterable {
    /// A reading statement for few rows.
    case read
    /// A reading statement for many rows.
    case scan
    /// A batch that commits.
    case write
}

/// A database whose work is observed. Only made when there is an observer.
struct ObservedDatabase: SQLDatabase {
    let database: any SQLDatabase
    let observer: any DatabaseObserver

    var dialect: SQLDialect { database.dialect }

    func rows(_ sql: SQL, effort: SQLEffort) async throws -> [SQLRow] {
        let operation: DatabaseOperation =
            switch effort {
            case .point: .read
            case .scan: .scan
            }
        return try await observer.observe(operation) { try await database.rows(sql, effort: effort) }
    }

    func atomically(_ steps: [SQLStep], scope: SQLScope) async throws -> SQLOutcome {
        try await observer.observe(.write) { try await database.atomically(steps, scope: scope) }
    }
}

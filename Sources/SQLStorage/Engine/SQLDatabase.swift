import Base

/// A database with the common subset of SQL: TEXT, BIGINT, BLOB, RETURNING, ON CONFLICT.
///
/// No transaction stays open while Swift code runs: a read is one statement, a change is one batch.
package protocol SQLDatabase: Sendable {
    var dialect: SQLDialect { get }

    /// Returns the rows of one reading statement.
    /// - Throws: `StoreFailure`.
    func rows(_ sql: SQL, effort: SQLEffort) async throws -> [SQLRow]

    /// Runs all steps in order in one commit, or none of them. Durable when it returns. Concurrent batches run one
    /// after another, as far as their scopes say so; each sees all effects of the one before it.
    /// - Throws: `StoreFailure`; then nothing was changed.
    func atomically(_ steps: [SQLStep], scope: SQLScope) async throws -> SQLOutcome
}

/// The SQL of a database where the common subset does not suffice.
package enum SQLDialect: Sendable {
    case sqlite, postgres
}

/// The expected duration of a statement.
package enum SQLEffort: Sendable {
    /// By a key or a short range: runs at once on the calling thread.
    case point
    /// Reads many rows: runs on a thread of the database, so that no event loop waits.
    case scan
}

/// One statement of a batch, and its requirement for committing the batch.
package struct SQLStep: Sendable {
    package enum Requirement: Sendable, Hashable {
        case none
        /// At least one row changed or returned.
        case some
        case exactly(Int)

        package func isMet(by count: Int) -> Bool {
            switch self {
            case .none: true
            case .some: count > 0
            case .exactly(let wanted): count == wanted
            }
        }
    }

    package let sql: SQL
    package let requirement: Requirement
    /// The name by which its result can be read; nil when its result is not needed.
    let name: String?

    package static func run(_ sql: SQL, as name: String? = nil) -> SQLStep {
        SQLStep(sql: sql, requirement: .none, name: name)
    }
    /// A guard for the batch: unless this statement changes or returns the required number of rows, the whole batch is
    /// refused.
    package static func require(_ sql: SQL, _ requirement: Requirement = .some, as name: String? = nil) -> SQLStep {
        SQLStep(sql: sql, requirement: requirement, name: name)
    }
}

/// The effect of one statement of a batch.
package struct SQLResult: Sendable {
    /// The rows it returned (`RETURNING`, `SELECT`).
    package let rows: [SQLRow]
    /// The number of rows it changed or returned.
    package let count: Int

    /// The row of a statement that always returns one row.
    /// - Throws: `StoreFailure(.broken)` when it returned none.
    package func row() throws -> SQLRow {
        guard let row = rows.first else { throw StoreFailure(.broken, "a statement returned no row") }
        return row
    }
}

/// The effects of all statements of a batch.
package struct SQLResults: Sendable {
    /// In the order of the steps.
    package let all: [SQLResult]
    private let names: [String?]

    init(_ all: [SQLResult], of steps: [SQLStep]) {
        self.all = all
        names = steps.map(\.name)
    }

    /// The effects of all steps with this name, in order.
    package func named(_ name: String) -> [SQLResult] {
        zip(names, all).compactMap { $0 == name ? $1 : nil }
    }

    /// The effect of the one step with this name.
    /// - Throws: `StoreFailure(.broken)` when no step has this name.
    package func result(_ name: String) throws -> SQLResult {
        guard let index = names.firstIndex(of: name) else {
            throw StoreFailure(.broken, "the batch has no step named \(name)")
        }
        return all[index]
    }

    /// The number of rows they changed or returned together.
    package var count: Int { all.reduce(0) { $0 + $1.count } }
}

/// The outcome of a batch.
package enum SQLOutcome: Sendable {
    case committed(SQLResults)
    /// This step did not meet its requirement: nothing was changed.
    case refused(step: Int)

    package var isCommitted: Bool {
        switch self {
        case .committed: true
        case .refused: false
        }
    }
}

extension SQLDatabase {
    package var dialect: SQLDialect { .sqlite }

    package func atomically(_ steps: [SQLStep]) async throws -> SQLOutcome {
        try await atomically(steps, scope: .everything)
    }

    package func rows(_ sql: SQL) async throws -> [SQLRow] {
        try await rows(sql, effort: .point)
    }

    package func row(_ sql: SQL, effort: SQLEffort = .point) async throws -> SQLRow? {
        try await rows(sql, effort: effort).first
    }

    /// The one integer that a statement returns, usually a count.
    package func number(_ sql: SQL, effort: SQLEffort = .point) async throws -> Int64 {
        guard let row = try await rows(sql, effort: effort).first else {
            throw StoreFailure(.broken, "a statement returned no row")
        }
        return try row.number()
    }

    /// Runs one statement in its own commit.
    package func change(_ sql: SQL) async throws -> SQLResult {
        try await commit([.run(sql)]).all[0]
    }

    /// Runs a batch without requirements.
    package func commit(_ steps: [SQLStep], scope: SQLScope = .everything) async throws -> SQLResults {
        switch try await atomically(steps, scope: scope) {
        case .committed(let results): return results
        case .refused(let step): throw StoreFailure(.broken, "step \(step) of a batch was refused")
        }
    }
}

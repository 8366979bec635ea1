import Base

/// A database that speaks the common subset of SQL: TEXT, BIGINT, BLOB, RETURNING, ON CONFLICT.
///
/// Nothing is held open while Swift thinks: a question is one statement, a change is one batch.
package protocol SQLDatabase: Sendable {
    /// The rows of one reading statement.
    /// - Throws: `StoreFailure`.
    func rows(_ sql: SQL, effort: SQLEffort) async throws -> [SQLRow]

    /// All steps in order, in one commit, or none of them. Durable when it returns.
    /// Racing callers: batches run one after another, each sees everything the one before it did.
    /// - Throws: `StoreFailure`; then nothing was changed.
    func atomically(_ steps: [SQLStep]) async throws -> SQLOutcome
}

/// How long a statement may take.
package enum SQLEffort: Sendable {
    /// By a key or a short range: answered at once on the calling thread.
    case point
    /// Walks many rows: answered on a thread of the database's own, so that no event loop waits.
    case scan
}

/// One statement of a batch, and what it must achieve for the batch to stand.
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
    /// What its result is asked for by; nil when nobody asks.
    let name: String?

    package static func run(_ sql: SQL, as name: String? = nil) -> SQLStep {
        SQLStep(sql: sql, requirement: .none, name: name)
    }
    /// The guard of a batch: unless this changes (or returns) as many rows, nothing of the batch happens.
    package static func require(_ sql: SQL, _ requirement: Requirement = .some, as name: String? = nil) -> SQLStep {
        SQLStep(sql: sql, requirement: requirement, name: name)
    }
}

/// What a statement of a batch did.
package struct SQLResult: Sendable {
    /// What it returned (`RETURNING`, `SELECT`).
    package let rows: [SQLRow]
    /// How many rows it changed or returned.
    package let count: Int

    /// The row that a statement returns which always returns one.
    /// - Throws: `StoreFailure(.broken)` when there is none.
    package func row() throws -> SQLRow {
        guard let row = rows.first else { throw StoreFailure(.broken, "a statement returned no row") }
        return row
    }
}

/// What the statements of a batch did.
package struct SQLResults: Sendable {
    /// In the order of the steps.
    package let all: [SQLResult]
    private let names: [String?]

    init(_ all: [SQLResult], of steps: [SQLStep]) {
        self.all = all
        names = steps.map(\.name)
    }

    /// What all steps of that name did, in their order.
    package func named(_ name: String) -> [SQLResult] {
        zip(names, all).compactMap { $0 == name ? $1 : nil }
    }

    /// What the one step of that name did.
    /// - Throws: `StoreFailure(.broken)` when none has it.
    package func result(_ name: String) throws -> SQLResult {
        guard let index = names.firstIndex(of: name) else {
            throw StoreFailure(.broken, "no step of the batch is called \(name)")
        }
        return all[index]
    }

    /// How many rows they changed or returned together.
    package var count: Int { all.reduce(0) { $0 + $1.count } }
}

/// What became of a batch.
package enum SQLOutcome: Sendable {
    case committed(SQLResults)
    /// The requirement of this step was not met: nothing was changed.
    case refused(step: Int)

    package var isCommitted: Bool {
        switch self {
        case .committed: true
        case .refused: false
        }
    }
}

extension SQLDatabase {
    package func rows(_ sql: SQL) async throws -> [SQLRow] {
        try await rows(sql, effort: .point)
    }

    package func row(_ sql: SQL) async throws -> SQLRow? {
        try await rows(sql, effort: .point).first
    }

    /// The one integer that a statement answers with, a count most often.
    package func number(_ sql: SQL, effort: SQLEffort = .point) async throws -> Int64 {
        guard let row = try await rows(sql, effort: effort).first else {
            throw StoreFailure(.broken, "a statement returned no row")
        }
        return try row.number()
    }

    /// One statement in a commit of its own.
    package func change(_ sql: SQL) async throws -> SQLResult {
        try await commit([.run(sql)]).all[0]
    }

    /// A batch without requirements.
    package func commit(_ steps: [SQLStep]) async throws -> SQLResults {
        switch try await atomically(steps) {
        case .committed(let results): return results
        case .refused(let step): throw StoreFailure(.broken, "step \(step) of a batch was refused")
        }
    }
}

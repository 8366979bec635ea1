package import Base
import Glibc
import Synchronization

/// PostgreSQL through libpq: a few connections, each with a thread of its own. Batches wait for those of other processes, too,
/// so the promise of `SQLDatabase` holds for all servers of a database.
package final class PostgresDatabase: SQLDatabase {
    let options: PostgresOptions
    private let lanes: PostgresLanes
    private let lock: Int64
    /// The migrations that were missing before; nil for a database without tables of this server.
    let pendingAtOpening: [Migration]?
    private let failed = Mutex<StoreFailure?>(nil)
    /// How often a batch is tried whose transaction another one was in the way of.
    private static let attempts = 6

    /// The reason for opening a database.
    package enum Purpose: Sendable {
        /// Creates the tables when there are none.
        case server
        /// Needs tables; migrates them.
        case command
        /// Changes nothing.
        case inspection
        /// Like a server, also for a database whose move has not finished.
        case moveTarget
    }

    /// Opens a connection, creates or migrates the schema.
    /// - Throws: `StoreFailure` with what to do about it.
    package init(_ options: PostgresOptions, for purpose: Purpose = .server) throws {
        self.options = options
        lanes = PostgresLanes(options)
        let connection = try PostgresConnection(options)
        // A pooler that was not announced must not end a migration half-way.
        connection.isUnnamed = true
        do {
            if purpose != .moveTarget { try PostgresMigrator.requireWhole(connection) }
            pendingAtOpening = try PostgresMigrator.pending(connection, of: PostgresSchema.migrations)
            switch purpose {
            case .inspection: break
            case .command where pendingAtOpening == nil: throw PostgresMigrator.noTables
            case .server, .command, .moveTarget:
                try PostgresMigrator.migrate(connection, options, with: PostgresSchema.migrations)
            }
            lock = try PostgresMigrator.lock(connection)
        } catch {
            connection.close()
            throw (error as? PostgresFailure)?.storeFailure ?? error
        }
        connection.isUnnamed = options.isPooled
        lanes.insert(connection)
    }

    package var dialect: SQLDialect { .postgres }

    /// Why the last statement failed, if the server or the way to it was the cause; nil when it succeeded.
    package var trouble: StoreFailure? { failed.withLock { $0 } }

    /// The migrations that an opening would run.
    /// - Throws: `StoreFailure(.broken)` when it was created by a newer version.
    func pendingMigrations() async throws -> [Migration] {
        try await run { connection in
            try PostgresMigrator.pending(connection, of: PostgresSchema.migrations)
                ?? PostgresSchema.migrations
        }
    }

    package func rows(_ sql: SQL, effort: SQLEffort) async throws -> [SQLRow] {
        try await run { connection in
            do { return try connection.query(sql).rows } catch let failure as PostgresFailure where failure.isStale {
                connection.forgetPrepared(because: failure)
                return try connection.query(sql).rows
            }
        }
    }

    /// A batch whose connection is lost while it is committed may have happened. It fails, and callers that repeat it find
    /// their ids taken.
    package func atomically(_ steps: [SQLStep], scope: SQLScope) async throws -> SQLOutcome {
        let locking = scope.locking(schema: lock)
        return try await run { connection in
            for attempt in 1... {
                do { return try connection.batch(steps, locking: locking) } catch let failure as PostgresFailure
                    where attempt < Self.attempts && (failure.isConflict || failure.isStale)
                {
                    if failure.isStale {
                        connection.forgetPrepared(because: failure)
                    } else {
                        Self.pause(after: attempt)
                    }
                }
            }
            throw StoreFailure(.unavailable, "PostgreSQL did not accept a batch")
        }
    }

    /// Waits for some milliseconds, so that two batches are not in each other's way again.
    private static func pause(after attempt: Int) {
        usleep(UInt32.random(in: 0..<(1_000 << UInt32(attempt))))
    }

    private func run<Result: Sendable>(
        _ work: @escaping @Sendable (PostgresConnection) throws -> Result
    ) async throws -> Result {
        do {
            let result = try await lanes.run(work)
            failed.withLock { $0 = nil }
            return result
        } catch {
            let failure = Self.failure(error)
            if let failure, failure.kind != .broken { failed.withLock { $0 = failure } }
            throw failure ?? error
        }
    }

    private static func failure(_ error: any Error) -> StoreFailure? {
        switch error {
        case let failure as PostgresFailure: failure.storeFailure
        case let lost as PostgresConnection.Lost:
            StoreFailure(
                .unavailable,
                lost.mayHaveCommitted
                    ? "The connection to PostgreSQL was lost during a commit, which may have happened"
                    : "The connection to PostgreSQL was lost"
            )
        default: error as? StoreFailure
        }
    }

    /// Closes the connections and removes a schema with everything in it. Only for tests, which create one each.
    func erase(_ schema: String) {
        close()
        guard let connection = try? PostgresConnection(options) else { return }
        try? connection.script("DROP SCHEMA \(PostgresOpening.quoted(schema)) CASCADE")
        connection.close()
    }

    /// Waits for running work and closes all connections. Later calls get `StoreFailure(.unavailable)`.
    package func close() { lanes.close() }

    deinit { close() }
}

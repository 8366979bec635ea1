package import Base

/// Every store on a PostgreSQL database.
package struct PostgresStores: Sendable {
    package let stores: Stores
    let database: PostgresDatabase

    /// Opens the database and migrates it.
    /// - Throws: `StoreFailure` with what to do about it.
    package static func open(
        _ options: PostgresOptions,
        for purpose: PostgresDatabase.Purpose = .server,
        observer: (any DatabaseObserver)? = nil
    ) throws -> PostgresStores {
        PostgresStores(try PostgresDatabase(options, for: purpose), observer)
    }

    /// The existing database, and what the next start will do to its schema; nil when it has no tables of this server yet.
    /// Only for inspection: nothing is created or migrated.
    /// - Throws: `StoreFailure`.
    package static func read(_ options: PostgresOptions) throws -> (stores: PostgresStores, pending: [Migration])? {
        let database = try PostgresDatabase(options, for: .inspection)
        guard let pending = database.pendingAtOpening else {
            database.close()
            return nil
        }
        return (PostgresStores(database, nil), pending)
    }

    /// The migrations that a start of this program would run; none for a database that it has opened.
    /// - Throws: `StoreFailure(.broken)` when a newer program has migrated the database since.
    package func pendingMigrations() async throws -> [Migration] {
        try await database.pendingMigrations()
    }

    /// - Throws: `StoreFailure(.unavailable)` while a server or a command of this program works with the database.
    package func requireAlone() async throws {
        let others = try await database.number(
            """
            SELECT count(*) AS number FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
                AND application_name = \(PostgresOptions.serverName)
            """
        )
        guard others > 0 else { return }
        throw StoreFailure(.unavailable, "an agent-memory server works with this PostgreSQL database. Stop it first")
    }

    /// The version of the server, such as “18.4”.
    package func version() async throws -> String {
        try await database.rows("SELECT current_setting('server_version') AS version").first?.text("version") ?? ""
    }

    /// Asks the server something while there is `trouble`, so that it also ends when nobody calls.
    package func retry() async {
        guard trouble != nil else { return }
        _ = try? await database.rows("SELECT 1 AS one")
    }

    private init(_ database: PostgresDatabase, _ observer: (any DatabaseObserver)?) {
        self.database = database
        // The database compares vectors itself.
        let observed = observer.map { ObservedDatabase(database: database, observer: $0) as any SQLDatabase }
        stores = Stores(database: observed ?? database, cache: VectorCache(byteLimit: 0))
    }

    /// Why storing or reading does not work, if the server or the way to it is the cause.
    package var trouble: StoreFailure? { database.trouble }

    /// Closes the connections and removes the schema with everything in it. Only for tests, which create one each.
    package func erase(_ schema: String) { database.erase(schema) }

    /// Waits for running statements and closes the connections. Every store throws `StoreFailure(.unavailable)` afterwards.
    package func close() { database.close() }
}

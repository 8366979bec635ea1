import Base

/// Creates and migrates the schema. Forward only, as on SQLite.
enum PostgresMigrator {
    /// “Amem”, to keep clear of other programs' locks.
    private static let lockClass: Int64 = 0x416D_656D_0000_0000

    /// Runs all pending migrations in one commit. When several processes start at once, the others wait for the first and
    /// find nothing to do.
    /// - Throws: `StoreFailure(.broken)` when the database is of a newer version, the schema is missing, or pgvector is not
    ///   installed; `PostgresFailure`.
    static func migrate(
        _ connection: PostgresConnection,
        _ options: PostgresOptions,
        with known: [Migration]
    ) throws {
        if let schema = options.schema {
            try connection.script("CREATE SCHEMA IF NOT EXISTS \(PostgresOpening.quoted(schema))")
        }
        let lock = try lock(connection)
        try requireVectors(connection, options)
        try connection.script("BEGIN; SELECT pg_advisory_xact_lock(\(lock))")
        do {
            try connection.script(
                "CREATE TABLE IF NOT EXISTS schema_migrations (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL)"
            )
            for migration in try Migrator.pending(known, applied: applied(connection)) {
                // Texts compare by their bytes, as in SQLite, whatever the locale of the database.
                try connection.script(migration.statements.description.replacing("TEXT", with: "TEXT COLLATE \"C\""))
                _ = try connection.query(
                    "INSERT INTO schema_migrations (number, name) VALUES (\(migration.number), \(migration.name))"
                )
            }
            try connection.script("COMMIT")
        } catch {
            try? connection.script("ROLLBACK")
            throw error
        }
    }

    /// The failure of a command on a database that no server has used yet.
    static let noTables = StoreFailure(
        .broken,
        "the PostgreSQL database of storage.url has no tables yet. To create them, run `agent-memory serve` or `agent-memory init`"
    )

    /// - Throws: `StoreFailure(.broken)` for the target of a move that has not finished; `PostgresFailure`.
    static func requireWhole(_ connection: PostgresConnection) throws {
        guard try !connection.query(MoveMark.isThere).rows.isEmpty else { return }
        throw StoreFailure(
            .broken,
            """
            `agent-memory storage migrate` has not finished filling this PostgreSQL database. Run the same command again; or remove the database \
            and create it again
            """
        )
    }

    /// The migrations still to run; nil for a database without tables of this server.
    /// - Throws: `StoreFailure(.broken)` when it was created by a newer version; `PostgresFailure`.
    static func pending(_ connection: PostgresConnection, of known: [Migration]) throws -> [Migration]? {
        let found = try connection.query(
            "SELECT 1 AS one WHERE to_regclass(quote_ident(current_schema()) || '.schema_migrations') IS NOT NULL"
        ).rows
        guard !found.isEmpty else { return nil }
        return try Migrator.pending(known, applied: applied(connection))
    }

    private static func applied(_ connection: PostgresConnection) throws -> [(number: Int64, name: String)] {
        try connection.query("SELECT number, name FROM schema_migrations ORDER BY number").rows
            .map { (number: try $0.integer("number"), name: try $0.text("name")) }
    }

    /// The number of the lock that every batch takes. Two schemas of one database have two locks.
    /// - Throws: `StoreFailure(.broken)` when there is no schema; `PostgresFailure`.
    static func lock(_ connection: PostgresConnection) throws -> Int64 {
        let place = try connection.query(
            "SELECT current_schema() AS name, hashtext(CAST(current_schema() AS TEXT)) AS hash"
        ).rows[0]
        guard try !place.isNull("name") else {
            throw StoreFailure(.broken, "the schema in which PostgreSQL should keep the tables does not exist")
        }
        return lockClass | Int64(UInt32(truncatingIfNeeded: try place.integer("hash")))
    }

    /// Installs the extension pgvector, unless it is there.
    private static func requireVectors(_ connection: PostgresConnection, _ options: PostgresOptions) throws {
        let found = try connection.query("SELECT 1 AS one FROM pg_extension WHERE extname = 'vector'").rows
        guard found.isEmpty else { return }
        // Not in a schema of one server, because a database has an extension once.
        let place = options.schema == nil ? "" : " SCHEMA public"
        do {
            try connection.script(
                "BEGIN; SELECT pg_advisory_xact_lock(\(lockClass)); CREATE EXTENSION IF NOT EXISTS vector\(place); COMMIT"
            )
        } catch let failure as PostgresFailure {
            try? connection.script("ROLLBACK")
            switch failure.state {
            case "0A000", "58P01":
                throw StoreFailure(
                    .broken,
                    """
                    PostgreSQL has no extension pgvector, which compares the vectors of memories. Install it on the database's machine \
                    (Debian: postgresql-NN-pgvector) and start again
                    """
                )
            case "42501":
                throw StoreFailure(
                    .broken,
                    "the user of storage.url may not install the extension pgvector. Let an administrator run CREATE EXTENSION vector in this database"
                )
            default: throw failure
            }
        }
    }
}

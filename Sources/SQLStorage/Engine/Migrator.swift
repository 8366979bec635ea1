import Base
import GRDB

/// Migrates a database to the newest schema. Going back needs a backup.
package enum Migrator {
    /// The migrations still to run.
    /// - Throws: `StoreFailure(.broken)` when the database has a migration that this version does not know.
    package static func pending(_ known: [Migration], applied: [(number: Int64, name: String)]) throws -> [Migration] {
        for done in applied {
            guard let match = known.first(where: { $0.number == done.number }) else {
                throw StoreFailure(
                    .broken,
                    """
                    the database is of a newer version (schema \(done.number), this program knows \(known.last?.number ?? 0)): \
                    run the newer program, or restore the backup made before it
                    """
                )
            }
            guard match.name == done.name else {
                throw StoreFailure(
                    .broken,
                    "schema \(done.number) of the database is “\(done.name)”, not “\(match.name)”: this is not a database of Agent Memory"
                )
            }
        }
        return known.filter { migration in !applied.contains { $0.number == migration.number } }
    }

    /// The migrations that the next start would run.
    static func pending(_ known: [Migration], in db: Database) throws -> [Migration] {
        try DatabaseMark.check(db)
        return try pending(known, applied: applied(in: db))
    }

    /// - Throws: `StoreFailure(.broken)` when the database was created by a newer version.
    static func require(_ known: [Migration], in db: Database) throws { _ = try pending(known, in: db) }

    /// Whether the database has the first migration, under its name.
    static func isOurs(_ db: Database) throws -> Bool {
        guard try db.tableExists("schema_migrations"),
            Set(try db.columns(in: "schema_migrations").map(\.name)) == ["number", "name"]
        else { return false }
        let first = SQLiteSchema.migrations[0]
        return try applied(in: db).contains { $0 == (first.number, first.name) }
    }

    private static func applied(in db: Database) throws -> [(number: Int64, name: String)] {
        try db.run("SELECT number, name FROM schema_migrations ORDER BY number").rows
            .map { (number: try $0.integer("number"), name: try $0.text("name")) }
    }

    /// Runs all pending migrations in one commit. When two processes start at once, the second waits and finds nothing
    /// to do.
    static func migrate(_ db: Database, with known: [Migration]) throws {
        try db.inTransaction(.immediate) {
            try db.execute(
                sql:
                    "CREATE TABLE IF NOT EXISTS schema_migrations (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL)"
            )
            for migration in try pending(known, applied: applied(in: db)) {
                try db.execute(sql: migration.statements.description)
                try migration.change(db)
                _ = try db.run(
                    "INSERT INTO schema_migrations (number, name) VALUES (\(migration.number), \(migration.name))"
                )
            }
            try DatabaseMark.set(db)
            return .commit
        }
    }
}

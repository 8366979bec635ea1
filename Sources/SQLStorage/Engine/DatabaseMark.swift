import Base
import GRDB

/// Distinguishes our databases from emptied files and from databases of other programs.
enum DatabaseMark {
    /// “Amem” in the header of the file (sqlite.org/pragma.html#pragma_application_id), which `file` shows too.
    static let applicationID: Int64 = 0x416D_656D

    /// Writes only where it is missing, because every command opens the database.
    static func set(_ db: Database) throws {
        guard try Int64.fetchOne(db, sql: "PRAGMA application_id") != applicationID else { return }
        try db.execute(sql: "PRAGMA application_id = \(applicationID)")
    }

    /// Checks the mark; changes nothing.
    /// - Throws: `StoreFailure(.broken)` with what was found and what to do. Without this check, an emptied file would
    ///   be filled as if it were new, and another program's database would get our tables.
    static func check(_ db: Database) throws {
        if let flaw = DatabaseHeader(db)?.flaw {
            throw StoreFailure(.broken, "\(try path(of: db)) is damaged: \(flaw). Restore it from a backup")
        }
        let mark = try Int64.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        guard mark == 0 || mark == applicationID else {
            throw StoreFailure(
                .broken,
                "\(try path(of: db)) is another program's database (application_id \(mark)): name another directory, or move the file away"
            )
        }
        // Earlier versions set no mark, but every database they created holds the first migration.
        if try Migrator.isOurs(db) { return }
        let tables = try Int64.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
        guard mark == 0, tables > 0 else {
            throw StoreFailure(
                .broken,
                """
                \(try path(of: db)) is empty, though a database of this server never is: it was emptied or damaged. Restore it from a backup; or, to \
                begin with an empty database, remove it together with its -wal and -shm files
                """
            )
        }
        throw StoreFailure(
            .broken,
            "\(try path(of: db)) is another program's database: name another directory, or move the file away"
        )
    }

    private static func path(of db: Database) throws -> String {
        try String.fetchOne(db, sql: "SELECT file FROM pragma_database_list WHERE name = 'main'") ?? "the file"
    }
}

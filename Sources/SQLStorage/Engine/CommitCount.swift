import Base
import GRDB
import Synchronization

/// The number of commits of a database, kept in a table of it. A file next to the database remembers the last one
/// (`RevocationEpoch.note`), so that the next start notices a database that lost commits: its log was deleted, or an
/// older copy was put in its place. A token whose removal was in them would work again.
final class CommitCount: Sendable {
    /// A number that the database of a data directory once had.
    struct Witness {
        let number: Int64
        /// The path of the file that remembers it.
        let file: String
    }

    /// The number when the database was opened.
    private let first: Int64
    private let announcement = Mutex<(@Sendable (Int64) -> Void)?>(nil)

    /// - Returns: nil for a schema without the table.
    init?(_ db: Database) throws {
        guard let first = try Self.number(in: db) else { return nil }
        self.first = first
    }

    /// Lets `announce` receive the number of this database now, and after every later commit of this process.
    func follow(_ announce: @escaping @Sendable (Int64) -> Void) {
        announcement.withLock { $0 = announce }
        announce(first)
    }

    /// Counts one commit, as its last statement.
    /// - Throws: `StoreFailure(.broken)` when the row is gone; `DatabaseError`.
    func increase(in db: Database) throws -> Int64 {
        let rows = try db.run("UPDATE commits SET number = number + 1 RETURNING number").rows
        guard let row = rows.first else { throw StoreFailure(.broken, "the table commits has no row") }
        return try row.integer("number")
    }

    /// Announces a commit that is on disk.
    func announce(_ number: Int64) { announcement.withLock { $0 }?(number) }

    /// - Throws: `StoreFailure(.broken)` when the database has fewer commits than it once had, with what to do.
    static func require(_ witness: Witness, in db: Database, at path: String) throws {
        let number = try number(in: db) ?? 0
        guard number < witness.number else { return }
        throw StoreFailure(
            .broken,
            """
            \(path) is older than this directory: it has \(number) commits, but \(witness.file) counts \(witness.number). Its log was lost, or an \
            older copy was put in its place: what was stored since is missing, and tokens, users and logins that were removed since would work \
            again. Put the newest database back together with its -wal file; or, to continue with this one, remove \(witness.file), start, and \
            remove them again
            """
        )
    }

    /// The number of commits; nil for a schema without the table.
    static func number(in db: Database) throws -> Int64? {
        guard try db.tableExists("commits") else { return nil }
        return try db.run("SELECT number FROM commits").rows.first.map { try $0.integer("number") } ?? 0
    }
}

package import Base
package import Identity

/// Every store on one SQLite file, `memory.db` in the data directory.
@dynamicMemberLookup
package struct SQLiteStores: Sendable {
    package let stores: Stores
    let database: SQLiteDatabase

    /// The stores, as `Stores` names them.
    package subscript<Store>(dynamicMember path: KeyPath<Stores, Store>) -> Store { stores[keyPath: path] }

    /// Opens or creates the database, readable by its owner only, and migrates it. Refuses a directory that was in use
    /// and has lost its database: the server would start as new, without the stored data and with a new administrator's
    /// token.
    /// - Parameters:
    ///   - directory: must exist.
    ///   - vectorCacheBytes: the memory for the codes of recently searched users' vectors; about 470 bytes each.
    ///   - observer: sees the work of all stores; nil costs nothing.
    ///   - isMigrating: false leaves the schema of an existing database as it is; then only `snapshot` may be used.
    /// - Throws: `StoreFailure(.broken)` with what to do about it.
    package static func open(
        directory: String,
        vectorCacheBytes: Int = 256 << 20,
        observer: (any DatabaseObserver)? = nil,
        isMigrating: Bool = true
    ) throws -> SQLiteStores {
        let witness = try requireUsable(directory: directory)
        let database = try SQLiteDatabase(path: file(in: directory), witness: witness, isMigrating: isMigrating)
        return SQLiteStores(database, observer, cache: VectorCache(byteLimit: vectorCacheBytes))
    }

    /// Checks the files of a data directory without opening, creating or changing any: `open` and `read` begin with it.
    /// - Returns: the last commit that the directory knows. The database must be read later, because other processes may
    ///   add commits.
    /// - Throws: `StoreFailure(.broken)` for a directory that was in use and has lost its database, and for files that are
    ///   not what their names say.
    private static func requireUsable(directory: String) throws -> CommitCount.Witness? {
        let path = file(in: directory)
        try DatabaseFiles.requireRegular(path)
        let trace = try trace(of: directory)
        let revocations = revocations(in: directory)
        guard FileStamp(path: path) == nil, trace?.wasUsed == true else {
            try DatabaseFiles.requireNoLogAlone(path)
            return trace.map { CommitCount.Witness(number: $0.commits, file: revocations) }
        }
        throw StoreFailure(
            .broken,
            """
            \(path) is missing, but \(revocations) says that this directory was in use. Put the database back or restore it from a backup; \
            or, to begin with an empty database, remove \(revocations) too
            """
        )
    }

    /// The past of a data directory; nil for a new one.
    /// - Throws: `StoreFailure(.broken)` when the file that says so is damaged.
    package static func trace(of directory: String) throws -> RevocationEpoch.Trace? {
        try RevocationEpoch.trace(file: revocations(in: directory))
    }

    /// The path of the file that announces revocations in a data directory.
    package static func revocations(in directory: String) -> String { "\(directory)/revocations" }

    /// Lets the file of `revocations` remember the last commit of this database, so that a later start notices when it lost
    /// commits.
    package func announceCommits(to revocations: RevocationEpoch) {
        database.followCommits { revocations.note(commits: $0) }
    }

    /// The existing database, and what the next start will do to its schema; nil when there is none yet. Only for
    /// inspection: nothing is created, migrated or written.
    /// - Throws: `StoreFailure`.
    package static func read(directory: String) throws -> (stores: SQLiteStores, pending: [Migration])? {
        let witness = try requireUsable(directory: directory)
        let path = file(in: directory)
        guard FileStamp(path: path) != nil else { return nil }
        let database = try SQLiteDatabase(reading: path)
        if let witness { try database.require(witness) }
        return (SQLiteStores(database, nil, cache: VectorCache(byteLimit: 0)), try database.pendingMigrations())
    }

    /// The size up to which `examine` reads a database, in bytes.
    package static let examinedBytes: Int64 = 4 << 30

    /// Reads the whole database and compares its pages with each other, unless it is larger than `examinedBytes`.
    /// - Returns: whether it was read.
    /// - Throws: `StoreFailure(.broken)` with the first damage.
    package func examine(directory: String) throws -> Bool {
        guard (FileStamp.size(path: Self.file(in: directory)) ?? 0) <= Self.examinedBytes else { return false }
        try database.examine()
        return true
    }

    /// Compares the schema of the database with the one that its migrations create.
    /// - Throws: `StoreFailure(.broken)` naming what is missing.
    package func requireSchema() throws { try database.requireSchema() }

    /// The migrations that a start of this program would run; none for a database that it has opened.
    /// - Throws: `StoreFailure(.broken)` when a newer program has migrated the database since.
    package func pendingMigrations() throws -> [Migration] { try database.pendingMigrations() }

    /// The path of the database in a data directory.
    package static func file(in directory: String) -> String { "\(directory)/memory.db" }

    private init(_ file: SQLiteDatabase, _ observer: (any DatabaseObserver)?, cache: VectorCache) {
        database = file
        let observed: any SQLDatabase = observer.map { ObservedDatabase(database: file, observer: $0) } ?? file
        stores = Stores(database: observed, cache: cache)
    }

    /// - Throws: `StoreFailure(.broken)` when a file of the database was removed, replaced, truncated or overwritten since it
    ///   was opened: the process must end.
    package func requireFiles() throws { try database.requireFiles() }

    /// Why storing or reading does not work, if disk or file is the cause.
    package var trouble: StoreFailure? { database.trouble }

    /// Tries to write while there is `trouble`, so that it also ends when there are no other writes.
    package func retryWriting() async { await database.retryWriting() }

    /// Moves the write-ahead log into the file. Called after the first start, so that a log that is damaged or lost
    /// later does not make the next start a first start again.
    package func checkpoint() throws {
        try database.checkpoint()
    }

    /// For an orderly shutdown: moves the write-ahead log back into the file. Every store throws
    /// `StoreFailure(.unavailable)` afterwards.
    package func close() throws {
        try database.close()
    }
}

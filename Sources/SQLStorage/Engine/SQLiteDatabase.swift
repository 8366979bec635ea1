package import Base
import Dispatch
import FoundationEssentials
import GRDB
import GRDBSQLite
import Identity
import Synchronization

/// SQLite in WAL mode: many readers, one writer that groups concurrent batches into one commit, every commit durable.
package final class SQLiteDatabase: SQLDatabase {
    /// The path of the file; the pool's may be a URL.
    let path: String
    private let pool: DatabasePool
    private let readers: SQLiteReaders
    let gate = SQLiteGate()
    private let writer: SQLiteWriter
    private let troubles = StorageTrouble()
    /// Nil when the database is opened read-only.
    private let files: DatabaseFiles?
    /// The threads on which scans take turns.
    private let lanes: [DispatchQueue]
    /// Nil when the database is opened read-only, and for a schema before it.
    private let commits: CommitCount?
    private let scanCount = Atomic<Int>(0)

    /// Opens or creates the file, readable by its owner only, and migrates it.
    /// - Throws: `StoreFailure(.broken)` when the file is another program's (then nothing is written to it) or was
    ///   created by a newer version.
    package convenience init(path: String, migrations: [Migration] = SQLiteSchema.migrations) throws {
        try self.init(path: path, migrations: migrations, witness: nil)
    }

    /// The same for a database of which a number of commits is known.
    /// - Parameter isMigrating: false leaves the schema as it is, to copy the database before an upgrade.
    /// - Throws: `StoreFailure(.broken)` also when it has fewer; then nothing is written to it.
    convenience init(
        path: String,
        migrations: [Migration] = SQLiteSchema.migrations,
        witness: CommitCount.Witness?,
        isMigrating: Bool = true
    ) throws {
        do {
            try DatabaseFiles.requireRegular(path)
            if FileStamp(path: path) == nil {
                try DatabaseFiles.create(path, Self.configuration, migrations)
            } else {
                try DatabaseFiles.requireLeftovers(path)
            }
            // Before the pool, which would switch another program's database to WAL. Closed after the pool, because the
            // last connection to close moves the write-ahead log back into the file.
            let visitor = try DatabaseQueue(path: path, configuration: Self.configuration)
            defer { try? visitor.close() }
            try visitor.inDatabase { db in
                try DatabaseMark.check(db)
                if let witness { try CommitCount.require(witness, in: db, at: path) }
            }
            let pool = try DatabasePool(path: path, configuration: Self.configuration)
            let (header, commits) = try pool.writeWithoutTransaction { db in
                // GRDB sets NORMAL after opening, which can lose acknowledged commits when the power fails.
                try db.execute(sql: "PRAGMA synchronous = FULL")
                try isMigrating ? Migrator.migrate(db, with: migrations) : Migrator.require(migrations, in: db)
                return (DatabaseHeader(db), try CommitCount(db))
            }
            self.init(path, pool, files: try DatabaseFiles(of: path, header: header), commits)
        } catch let error as DatabaseError {
            throw StoreFailure(error, opening: path)
        }
    }

    /// Opens an existing file for inspection: nothing is created, migrated or written, with or without a running
    /// server.
    /// - Throws: `StoreFailure`.
    package convenience init(reading path: String) throws {
        try DatabaseFiles.requireRegular(path)
        try DatabaseFiles.requireLeftovers(path)
        var configuration = Self.configuration
        configuration.readonly = true
        // Even for reading, SQLite creates the files of the write-ahead log, unless told that no process writes. That
        // is so when there is no log.
        let isInUse = FileManager.default.fileExists(atPath: path + "-wal")
        let location = isInUse ? path : "file:\(Percent.encode(path))?immutable=1"
        do {
            self.init(
                path,
                try DatabasePool(path: location, configuration: configuration),
                location: location,
                files: nil,
                nil
            )
        } catch let error as DatabaseError {
            throw StoreFailure(error, opening: path)
        }
    }

    /// The migrations that a normal opening would run first.
    /// - Throws: `StoreFailure(.broken)` when it was created by a newer version.
    func pendingMigrations() throws -> [Migration] {
        do {
            return try gate.pass { try pool.read { try Migrator.pending(SQLiteSchema.migrations, in: $0) } }
        } catch let error as DatabaseError {
            throw StoreFailure(error)
        }
    }

    /// - Throws: `StoreFailure(.broken)` when the database has fewer commits than is known.
    func require(_ witness: CommitCount.Witness) throws {
        do {
            try read { try CommitCount.require(witness, in: $0, at: path) }
        } catch let error as DatabaseError {
            throw StoreFailure(error)
        }
    }

    /// Lets `announce` receive the number of commits now, and after every commit of this process, before the commit is
    /// acknowledged.
    func followCommits(_ announce: @escaping @Sendable (Int64) -> Void) { commits?.follow(announce) }

    /// - Parameter location: of the file, as SQLite takes it; nil for the path.
    private init(
        _ path: String,
        _ pool: DatabasePool,
        location: String? = nil,
        files: DatabaseFiles?,
        _ commits: CommitCount?
    ) {
        self.path = path
        self.pool = pool
        readers = SQLiteReaders(location: location ?? path, configuration: Self.configuration)
        self.files = files
        self.commits = commits
        writer = SQLiteWriter(pool: pool, gate: gate, files: files, commits: commits, trouble: troubles)
        lanes = (0..<Self.laneCount).map { DispatchQueue(label: "sqlite.scans.\($0)") }
    }

    /// SQLite's own closing would checkpoint without any check.
    deinit {
        if files != nil { try? close() }
    }

    private static var laneCount: Int { max(2, ProcessInfo.processInfo.activeProcessorCount) }

    static var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { db in
            // Negative means kibibytes, allocated as needed. With SQLite's default of 2 MiB a search copies most pages
            // from the kernel.
            try db.execute(sql: "PRAGMA cache_size = -16384")
            // For statement journals and large sorts: otherwise they are files in /tmp, which a read-only root does not
            // have.
            try db.execute(sql: "PRAGMA temp_store = MEMORY")
            // SQLite's own checkpoints check nothing (`DatabaseFiles.checkpointWhenLong`).
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 0")
            try SQLiteWordTokenizer.add(to: db)
            try SQLiteWordScore.add(to: db)
            try SQLiteCodePack.add(to: db)
        }
        return configuration
    }

    package func rows(_ sql: SQL, effort: SQLEffort) async throws -> [SQLRow] {
        switch effort {
        case .point:
            return try read(sql)
        case .scan:
            return try await withCheckedThrowingContinuation { continuation in
                let turn = scanCount.wrappingAdd(1, ordering: .relaxed).oldValue
                lanes[Int(turn.magnitude % lanes.count.magnitude)].async {
                    continuation.resume(with: Result { try self.read(sql) })
                }
            }
        }
    }

    package func atomically(_ steps: [SQLStep], scope: SQLScope) async throws -> SQLOutcome {
        try await writer.commit(steps)
    }

    /// Without a thread switch and without a transaction: one statement is its own snapshot.
    private func read(_ sql: SQL) throws -> [SQLRow] {
        do {
            return try read { try $0.run(sql).rows }
        } catch let error as DatabaseError {
            troubles.note(error)
            throw StoreFailure(error)
        }
    }

    /// - Throws: `StoreFailure(.broken)` when a file of the database was removed, replaced, truncated or overwritten since
    ///   it was opened.
    package func requireFiles() throws {
        guard let files else { return }
        try files.require { try? read { DatabaseHeader($0) } }
        let present: DatabaseHeader?
        do {
            present = try read {
                try files.requireLog($0)
                return DatabaseHeader($0)
            }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_NOTADB {
            // A new connection already fails to read it.
            throw DatabaseFiles.overwritten(path)
        } catch let failure as StoreFailure where failure.kind == .broken {
            throw failure
        } catch {
            // A busy or closed database says nothing about its file.
            return
        }
        try files.require(present)
    }

    private func read<Result>(_ work: (Database) throws -> Result) throws -> Result {
        try gate.pass { try readers.read(work) }
    }

    /// Why storing or reading does not work, if disk or file is the cause.
    package var trouble: StoreFailure? { troubles.present }

    /// Compares the names of tables, columns, indexes and triggers with those that its migrations create.
    /// - Throws: `StoreFailure(.broken)` naming what is missing.
    func requireSchema() throws {
        do {
            let missing = try read { db in
                let pending = try Migrator.pending(SQLiteSchema.migrations, in: db).map(\.number)
                let applied = SQLiteSchema.migrations.filter { !pending.contains($0.number) }
                return try SchemaParts(of: applied, Self.configuration).missing(from: SchemaParts(of: db))
            }
            guard !missing.isEmpty else { return }
            let shown = missing.count > 10 ? missing[..<9] + ["\(missing.count - 9) other parts"] : missing[...]
            throw StoreFailure(
                .broken,
                "\(path) is damaged: it lacks \(shown.joined(separator: ", ")). Restore it from a backup"
            )
        } catch let error as DatabaseError {
            throw StoreFailure(error)
        }
    }

    /// Reads the whole file and compares its pages with each other: some seconds for a gigabyte.
    /// - Throws: `StoreFailure(.broken)` with the first damage.
    func examine() throws {
        do {
            let found = try read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") ?? "no answer" }
            guard found != "ok" else { return }
            throw StoreFailure(
                .broken,
                "\(path) is damaged (\(found.split(separator: "\n").joined(separator: " "))). Restore it from a backup"
            )
        } catch let error as DatabaseError {
            throw StoreFailure(error)
        }
    }

    /// Rewrites a row unchanged while writing fails, so that it ends when writing works again, also without other
    /// writes.
    package func retryWriting() async {
        guard let trouble = troubles.lastWrite else { return }
        // This small write can succeed although the disk has no room for a memory.
        if trouble.kind == .full, files?.haveRoom == false { return }
        _ = try? await change("UPDATE schema_migrations SET name = name WHERE number = 1")
    }

    /// Moves the write-ahead log back into the file, as far as no reader uses it: what is in the file then survives a
    /// damaged log.
    /// - Throws: `StoreFailure`; when the log is damaged, the file stays as it is.
    package func checkpoint() throws {
        do {
            try pool.writeWithoutTransaction { db in
                try files?.requireCheckpoint(db)
                _ = try db.checkpoint(.passive)
            }
        } catch let error as DatabaseError {
            throw StoreFailure(error)
        }
    }

    /// Waits for running work, moves the write-ahead log back into the file and closes it. Later calls get
    /// `StoreFailure(.unavailable)`; closing again does nothing.
    /// - Throws: `StoreFailure(.broken)` when the files were damaged while they were open. They then stay as they are.
    package func close() throws {
        guard gate.close() else { return }
        do {
            // First: the last connection to close would checkpoint, and these cannot.
            try readers.close()
            try files?.requireIndex()
            try pool.writeWithoutTransaction { db in
                try files?.requireCheckpoint(db)
                _ = try db.checkpoint(.truncate)
            }
            try pool.close()
        } catch let error as DatabaseError {
            throw StoreFailure(error)
        } catch {
            // Never closed: SQLite would copy the damaged log into the database.
            if files?.isInPlace == true { _ = Unmanaged.passRetained(pool) }
            throw error
        }
    }
}

import Base
import GRDB
import Glibc
import Identity
import Synchronization

/// The files of an open database: `memory.db`, `-wal` and `-shm`, as they were when it was opened.
///
/// A process goes on writing to files that were removed or replaced: every write is acknowledged, and at the next start
/// nothing is there. So every commit checks the files before it is acknowledged, and a periodic task checks them
/// between commits. SQLite keeps all three files while a connection is open, so none of them changes by itself.
final class DatabaseFiles: Sendable {
    private let stamps: [(path: String, stamp: FileStamp)]
    let path: String
    private let header: DatabaseHeader?
    /// The largest size of the database so far, in bytes. It only grows, except by a VACUUM of another program.
    private let largest: Atomic<Int64>
    /// Set when the write-ahead log is found damaged. It stays so: later frames could hide the damage.
    let logFailure = Mutex<StoreFailure?>(nil)
    /// The length of the log at the last checkpoint, in frames.
    let lastCheckpoint = Atomic<Int>(0)

    /// - Parameter header: the header of the database when it was opened.
    /// - Throws: `StoreFailure(.broken)` when one of them is already missing.
    init(of path: String, header: DatabaseHeader?) throws {
        self.path = path
        self.header = header
        largest = Atomic(FileStamp.size(path: path) ?? 0)
        stamps = try ["", "-wal", "-shm"].map { suffix in
            guard let stamp = FileStamp(path: path + suffix) else { throw Self.moved(path + suffix) }
            return (path + suffix, stamp)
        }
    }

    /// Checks the names and sizes; called before every commit is acknowledged.
    /// - Parameter header: reads the present header.
    /// - Throws: `StoreFailure(.broken)` naming the first file that was replaced since it was opened, or the database
    ///   when it was truncated.
    func require(header: () -> DatabaseHeader?) throws {
        for (path, stamp) in stamps where FileStamp(path: path) != stamp { throw Self.moved(path) }
        try requireIndex()
        // The database itself; the log has checks of its own (`requireLog`).
        guard let size = FileStamp.size(path: path) else { return }
        let former = largest.load(ordering: .relaxed)
        if size > former { largest.max(size, ordering: .relaxed) }
        guard size < former else { return }
        // After a VACUUM of another program, the header gives the new size before the file is truncated to it.
        guard size > 0, let present = header(), present.size == size else { throw Self.cutShort(path, size, former) }
        largest.store(size, ordering: .relaxed)
    }

    /// Checks the beginning of the database on disk. Commits go to the write-ahead log, so that they would succeed
    /// for hours after the header was overwritten.
    /// - Throws: `StoreFailure(.broken)` when the header was overwritten.
    func require(_ present: DatabaseHeader?) throws {
        guard let header, let present, present.format != header.format else { return }
        throw Self.overwritten(path)
    }

    /// Whether the database still has its name. SQLite moves no log into a database without it.
    var isInPlace: Bool { FileStamp(path: path) == stamps[0].stamp }

    /// Whether their disk has a mebibyte left; true when that is unknown.
    var haveRoom: Bool {
        var disk = statvfs()
        guard statvfs(path, &disk) == 0 else { return true }
        return UInt64(disk.f_bavail) * UInt64(disk.f_frsize) >= 1 << 20
    }

    private static func moved(_ path: String) -> StoreFailure {
        StoreFailure(
            .broken,
            """
            \(path) was removed, replaced or moved while the server had it open, so that nothing more can be stored. Stop every process \
            of the data directory, put the database in place, and start again
            """
        )
    }

    static func overwritten(_ path: String) -> StoreFailure {
        StoreFailure(
            .broken,
            """
            The beginning of \(path) was overwritten while the server had it open, so that nothing more can be stored. Stop every process of \
            the data directory, restore the database from a backup, and start again
            """
        )
    }

    private static func cutShort(_ path: String, _ size: Int64, _ former: Int64) -> StoreFailure {
        StoreFailure(
            .broken,
            """
            \(path) was cut from \(former) to \(size) bytes while the server had it open, so that nothing more can be stored. Stop every process of the \
            data directory, restore the database from a backup, and start again
            """
        )
    }

    /// Refuses what cannot be a database before anything opens it: opening a FIFO would wait forever, and next to a link
    /// there is no write-ahead log.
    /// - Throws: `StoreFailure(.broken)` saying what has the name of one of the files, and what to do.
    static func requireRegular(_ path: String) throws {
        for (suffix, name) in [
            ("", "a database"), ("-wal", "a write-ahead log"), ("-shm", "the index of a write-ahead log"),
            ("-journal", "a journal"),
        ] {
            guard let kind = FileKind.other(at: path + suffix) else { continue }
            throw StoreFailure(
                .broken,
                "\(path)\(suffix) is \(kind), not \(name): move it away, or name another data directory"
            )
        }
    }

    /// Refuses a write-ahead log without its database: SQLite would replay it into a new one.
    /// - Throws: `StoreFailure(.broken)`.
    static func requireNoLogAlone(_ path: String) throws {
        guard FileStamp(path: path) == nil, FileStamp(path: path + "-wal") != nil else { return }
        throw StoreFailure(
            .broken,
            """
            \(path) is missing, but its write-ahead log \(path)-wal is there: the database was removed or moved. Put it back, or restore a \
            backup and remove the -wal and -shm files
            """
        )
    }

    /// Creates a complete database on disk before giving it its name. If the process ends meanwhile, no empty file has
    /// this name, and the schema never depends on a write-ahead log.
    /// - Throws: `StoreFailure`, `DatabaseError`.
    static func create(_ path: String, _ configuration: Configuration, _ migrations: [Migration]) throws {
        try requireNoLogAlone(path)
        let draft = "\(path).new-\(UInt64.random(in: .min ... .max))"
        defer { unlink(draft) }
        // Before SQLite creates it: the other files take their mode from this one.
        let descriptor = open(draft, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw StoreFailure(.broken, "cannot create \(path) (\(reason)): is the directory there and writable?")
        }
        close(descriptor)
        let queue = try DatabaseQueue(path: draft, configuration: configuration)
        try queue.writeWithoutTransaction { db in
            // No other process sees the draft, so one sync at the end is enough.
            try db.execute(sql: "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF")
            try Migrator.migrate(db, with: migrations)
        }
        try queue.close()
        try sync(draft)
        // Atomic, and never over a file that another process created meanwhile. Some file systems have no links.
        if link(draft, path) != 0, errno != EEXIST {
            guard FileStamp(path: path) != nil || rename(draft, path) == 0 else {
                throw StoreFailure(.broken, "cannot create \(path): \(reason)")
            }
        }
        try sync(path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? ".")
    }

    private static func sync(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StoreFailure(.broken, "cannot open \(path): \(reason)") }
        defer { close(descriptor) }
        // Directories of some file systems cannot be synced (EINVAL), and need no sync.
        guard fsync(descriptor) == 0 || errno == EINVAL else {
            throw StoreFailure(errno == ENOSPC ? .full : .unavailable, "cannot write \(path): \(reason)")
        }
    }

    private static var reason: String { String(cString: strerror(errno)) }
}

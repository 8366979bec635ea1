import Base
import GRDB
import Glibc
import Identity

/// The files of an open database: `memory.db`, `-wal` and `-shm`, as they were when it was opened.
///
/// A process goes on writing to files that were removed or replaced: every write is acknowledged, and at the next start
/// nothing is there. Hence every commit checks the files before it is acknowledged, and a periodic task checks them
/// between commits. SQLite keeps all three files while a connection is open, so none of them changes by itself.
struct DatabaseFiles: Sendable {
    private let stamps: [(path: String, stamp: FileStamp)]

    /// - Throws: `StoreFailure(.broken)` when one of them is already missing.
    init(of path: String) throws {
        stamps = try ["", "-wal", "-shm"].map { suffix in
            guard let stamp = FileStamp(path: path + suffix) else { throw Self.moved(path + suffix) }
            return (path + suffix, stamp)
        }
    }

    /// - Throws: `StoreFailure(.broken)` naming the first file that was replaced since it was opened, or the database
    ///   when it was truncated.
    func require() throws {
        for (path, stamp) in stamps where FileStamp(path: path) != stamp { throw Self.moved(path) }
        // Only the database itself: SQLite truncates the log.
        guard let path = stamps.first?.path, let size = FileStamp.size(path: path) else { return }
        if size < Self.smallestDatabase { throw Self.cutShort(path, size) }
    }

    /// Bytes of the smallest page of SQLite; the first page begins with the header.
    private static let smallestDatabase: Int64 = 512

    /// Whether their disk has a mebibyte left; true when that is unknown.
    var haveRoom: Bool {
        var disk = statvfs()
        guard let path = stamps.first?.path, statvfs(path, &disk) == 0 else { return true }
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

    private static func cutShort(_ path: String, _ size: Int64) -> StoreFailure {
        StoreFailure(
            .broken,
            """
            \(path) was cut to \(size) bytes while the server had it open, so that nothing more can be stored. Stop every process of the \
            data directory, restore the database from a backup, and start again
            """
        )
    }

    /// Creates a complete database on disk before giving it its name. If the process ends meanwhile, no empty file has
    /// this name, and the schema never depends on a write-ahead log.
    /// - Throws: `StoreFailure`, `DatabaseError`.
    static func create(_ path: String, _ configuration: Configuration, _ migrations: [Migration]) throws {
        guard FileStamp(path: path + "-wal") == nil else {
            throw StoreFailure(
                .broken,
                """
                \(path) is missing, but its write-ahead log \(path)-wal is there: the database was removed or moved. Put it back, or restore a \
                backup and remove the -wal and -shm files
                """
            )
        }
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

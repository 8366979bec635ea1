import Base
import GRDB
import Glibc
import Identity

/// The files of an open database: `memory.db`, `-wal` and `-shm`, as they were when it was opened.
///
/// A process goes on writing to files that were removed or replaced under it: everything is acknowledged, and nothing
/// is there at the next start. Hence every commit looks at them before it is acknowledged, and a periodic task between
/// commits. SQLite keeps all three while a connection is open, so that none of them changes by itself.
struct DatabaseFiles: Sendable {
    private let stamps: [(path: String, stamp: FileStamp)]

    /// - Throws: `StoreFailure(.broken)` when one is missing already.
    init(of path: String) throws {
        stamps = try ["", "-wal", "-shm"].map { suffix in
            guard let stamp = FileStamp(path: path + suffix) else { throw Self.moved(path + suffix) }
            return (path + suffix, stamp)
        }
    }

    /// - Throws: `StoreFailure(.broken)` naming the first that is not the file that was opened, or the database when it
    ///   was cut short.
    func require() throws {
        for (path, stamp) in stamps where FileStamp(path: path) != stamp { throw Self.moved(path) }
        // Only the database itself: SQLite empties the log.
        guard let path = stamps.first?.path, let size = FileStamp.size(path: path) else { return }
        if size < Self.smallestDatabase { throw Self.cutShort(path, size) }
    }

    /// Bytes of the smallest page that SQLite knows; the first page begins with the header.
    private static let smallestDatabase: Int64 = 512

    /// Whether their disk has a mebibyte left; true when that cannot be told.
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

    /// Creates a database that is complete and on disk before it has its name: whatever ends the process meanwhile, a
    /// file of this name is never empty, and its schema never depends on a write-ahead log.
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
        // Before SQLite does: its other files take the mode of this one.
        let descriptor = open(draft, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw StoreFailure(.broken, "cannot create \(path) (\(reason)): is the directory there and writable?")
        }
        close(descriptor)
        let queue = try DatabaseQueue(path: draft, configuration: configuration)
        try queue.writeWithoutTransaction { db in
            // Nobody sees the draft, so that one sync at the end is enough.
            try db.execute(sql: "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF")
            try Migrator.migrate(db, with: migrations)
        }
        try queue.close()
        try sync(draft)
        // As one step, and never over a file that another process put there meanwhile; some file systems have no links.
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
        // Directories of some file systems cannot be synced (EINVAL); they need not be.
        guard fsync(descriptor) == 0 || errno == EINVAL else {
            throw StoreFailure(errno == ENOSPC ? .full : .unavailable, "cannot write \(path): \(reason)")
        }
    }

    private static var reason: String { String(cString: strerror(errno)) }
}

import Base
import FoundationEssentials
import Glibc
import Identity

/// The files that the last process left, checked before SQLite opens them. SQLite ignores a log that is missing, cut or
/// damaged, with all acknowledged changes in it: a token whose removal was only in the log would work again.
extension DatabaseFiles {
    private static let journalMark: [UInt8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7]
    /// How often a file is read again because another process changed it meanwhile.
    private static let tries = 10

    /// - Throws: `StoreFailure(.broken)` with what is missing and how to continue without it.
    static func requireLeftovers(_ path: String) throws {
        let journal = path + "-journal"
        // SQLite takes a first byte of zero for a journal that was used up.
        if let start = bytes(of: journal, count: 8), let first = start.first, first != 0, start != journalMark {
            throw StoreFailure(.broken, "\(journal) is not a journal of SQLite: move it away")
        }
        try requireLogHeader(path)
        try requireIndexedLog(path)
    }

    /// Frames follow only a header that is on disk, so that a log with frames and without a header is damaged.
    private static func requireLogHeader(_ path: String) throws {
        for _ in 0..<tries {
            guard let start = bytes(of: path + "-wal", count: LogHeader.size + 1), start.count > LogHeader.size,
                LogHeader(start) == nil
            else { return }
        }
        throw lost("\(path)-wal was overwritten or damaged", path)
    }

    /// The index of the log outlives a killed process, and tells how long the log was.
    private static func requireIndexedLog(_ path: String) throws {
        let index = path + "-shm"
        // After a power failure, the kernel may have written the index and the log at different times.
        guard isOfThisBoot(index), !isOpenHere(index) else { return }
        for _ in 0..<tries {
            guard let before = bytes(of: index, count: LogIndex.size), let left = LogIndex(before),
                left.moved < left.frames
            else { return }
            let size = FileStamp.size(path: path + "-wal") ?? 0
            let header = LogHeader(bytes(of: path + "-wal", count: LogHeader.size) ?? [])
            if size >= WriteAheadLog.size(of: left), header?.salts == left.salts { return }
            if bytes(of: index, count: LogIndex.size) == before {
                throw lost("\(path)-wal was removed, cut or replaced", path)
            }
        }
    }

    private static func lost(_ event: String, _ path: String) -> StoreFailure {
        StoreFailure(
            .broken,
            """
            \(event) after its last process ended without closing the database: stored changes, removed tokens among them, are not in \
            \(path). Put the file back, or restore a backup; or, to continue without these changes, remove \(path)-wal, \(path)-shm and the file revocations \
            next to them, start, and remove tokens and users again that were removed last
            """
        )
    }

    /// Whether this process has the file open, as far as it can tell. Opening and closing it once more would release SQLite's locks (fcntl(2)).
    private static func isOpenHere(_ path: String) -> Bool {
        guard let stamp = FileStamp(path: path) else { return false }
        guard let open = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") else { return true }
        return open.contains { Int32($0).flatMap(FileStamp.init(descriptor:)) == stamp }
    }

    /// False for a file that was last changed before the machine started.
    private static func isOfThisBoot(_ path: String) -> Bool {
        var (status, uptime, now) = (stat(), timespec(), timespec())
        guard lstat(path, &status) == 0, clock_gettime(CLOCK_BOOTTIME, &uptime) == 0,
            clock_gettime(CLOCK_REALTIME, &now) == 0
        else { return false }
        return status.st_mtim.tv_sec > now.tv_sec - uptime.tv_sec
    }

    /// At most `count` bytes from the beginning; nil when the file cannot be opened.
    private static func bytes(of path: String, count: Int) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: count)
        let length = pread(descriptor, &bytes, count, 0)
        return length < 0 ? nil : Array(bytes.prefix(length))
    }
}

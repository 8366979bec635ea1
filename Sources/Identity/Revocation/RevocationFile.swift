import Base
import Glibc

/// A file shared by the processes of a machine. Its first eight bytes are the epoch: every revocation writes a value that
/// was never there before. Eight more are the mark that the data directory had users, and the last eight the number of the
/// database's last commit. Both are missing until then.
///
/// Read and written through a descriptor, never mapped. A mapped file that is truncated, or that gets its first block
/// on a full disk, ends the process with SIGBUS, while `pread` and `pwrite` return an error. A `pread` costs 0.1 to 0.3
/// µs, a request about 50 µs.
///
/// The descriptor keeps its number, so that readers need no lock while `reopenWhenMoved` replaces the file behind it.
final class RevocationFile: Sendable {
    private static let size = MemoryLayout<UInt64>.size
    /// “hadusers” in the byte order of most machines.
    private static let mark: UInt64 = 0x7372_6573_7564_6168
    /// More commits than a database ever has: a thousand a second for 8,000 years.
    private static let mostCommits: Int64 = 1 << 48

    let path: String
    private let descriptor: Int32

    /// Opens the file, created with mode 0600 when absent.
    /// - Throws: `StoreFailure` naming the file, also when it is not a regular file.
    init(path: String) throws {
        self.path = path
        descriptor = try Self.open(path)
    }

    deinit {
        close(descriptor)
    }

    /// Examines the file without creating or changing it.
    /// - Returns: the value (0 when none was written), whether the mark is there, and the number of commits (0 when none was
    ///   written); nil when nothing has that name.
    /// - Throws: `StoreFailure` as `init`.
    static func look(path: String) throws -> (value: UInt64, hasMark: Bool, commits: Int64)? {
        guard FileStamp(path: path) != nil else { return nil }
        let descriptor = try open(path, flags: O_RDONLY)
        defer { close(descriptor) }
        return (number(descriptor, at: 0) ?? 0, number(descriptor, at: size) == mark, commits(descriptor))
    }

    /// The current value; nil when the file is too short or cannot be read.
    func read() -> UInt64? { Self.number(descriptor, at: 0) }

    /// Whether the file says that the data directory had users.
    var hasMark: Bool { Self.number(descriptor, at: Self.size) == Self.mark }

    /// The number of the database's last commit; 0 when none was written.
    var commits: Int64 { Self.commits(descriptor) }

    private static func commits(_ descriptor: Int32) -> Int64 {
        Int64(clamping: number(descriptor, at: 2 * size) ?? 0)
    }

    private static func number(_ descriptor: Int32, at offset: Int) -> UInt64? {
        var value: UInt64 = 0
        while true {
            let count = pread(descriptor, &value, size, off_t(offset))
            if count == size { return value }
            guard count < 0, errno == EINTR else { return nil }
        }
    }

    /// Writes the value or throws. It is in the first block, which exists once the file was written; so a full disk
    /// matters only to file systems that never overwrite.
    func write(_ value: UInt64) throws { try write(value, at: 0) }

    func writeMark() throws { try write(Self.mark, at: Self.size) }

    /// The mark may still be missing: the file system fills the gap with zeros.
    func write(commits: Int64) throws { try write(UInt64(commits), at: 2 * Self.size) }

    private func write(_ value: UInt64, at offset: Int) throws {
        var value = value
        while true {
            let count = pwrite(descriptor, &value, Self.size, off_t(offset))
            if count == Self.size { return }
            if count < 0, errno == EINTR { continue }
            if count >= 0 { errno = ENOSPC }
            throw Self.failure("write", path)
        }
    }

    /// Opens the file again when the path now has another file or none, so that all processes use the same one.
    /// - Returns: whether the file had to be opened again.
    func reopenWhenMoved() throws -> Bool {
        if FileStamp(descriptor: descriptor) == FileStamp(path: path) { return false }
        let fresh = try Self.open(path)
        defer { close(fresh) }
        guard dup2(fresh, descriptor) >= 0 else { throw Self.failure("open", path) }
        // `dup2` cleared the flag.
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return true
    }

    private static func open(_ path: String, flags: Int32 = O_RDWR | O_CREAT) throws -> Int32 {
        if let kind = FileKind.other(at: path) { throw unusable("is \(kind)", path) }
        // O_NOFOLLOW: a link planted in the data directory must not make us write elsewhere.
        let descriptor = Glibc.open(path, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
        guard descriptor >= 0 else {
            throw errno == ELOOP ? unusable("is a symbolic link", path) : failure("open", path)
        }
        var status = stat()
        let flaw =
            fstat(descriptor, &status) == 0
            ? FileKind.other(status.st_mode).map { "is \($0)" } ?? damage(descriptor) : "cannot be examined"
        guard let flaw else { return descriptor }
        close(descriptor)
        throw unusable(flaw, path)
    }

    /// Says that the contents were not written by this program; nil when they may be. An epoch never consists of
    /// printable characters only.
    private static func damage(_ descriptor: Int32) -> String? {
        var bytes = [UInt8](repeating: 0, count: 3 * size + 1)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let isText = bytes.prefix(size).allSatisfy { (0x20...0x7e).contains($0) || (0x09...0x0d).contains($0) }
        let hasOtherMark = count >= 2 * size && ![0, mark].contains(number(descriptor, at: size))
        let hasOtherNumber = commits(descriptor) > mostCommits
        guard
            ![0, size, 2 * size, 3 * size].contains(count) || (count >= size && isText) || hasOtherMark
                || hasOtherNumber
        else { return nil }
        return "was damaged or overwritten: its contents are not from this server"
    }

    private static func unusable(_ flaw: String, _ path: String) -> StoreFailure {
        StoreFailure(
            .broken,
            "\(path) \(flaw). Make sure that memory.db next to it has your users, and remove \(path); the next start creates it again"
        )
    }

    private static func failure(_ verb: String, _ path: String) -> StoreFailure {
        let code = errno
        return StoreFailure(
            code == ENOSPC ? .full : .unavailable,
            "cannot \(verb) \(path): \(String(cString: strerror(code)))"
        )
    }
}

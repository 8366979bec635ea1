import Base
import Glibc

/// Eight bytes shared by the processes of a machine: every revocation writes a value that was never there before.
///
/// Read and written through a descriptor, never mapped. A mapped file that is truncated, or that gets its first block
/// on a full disk, ends the process with SIGBUS, while `pread` and `pwrite` return an error. A `pread` costs 0.1 to 0.3
/// µs, a request about 50 µs.
///
/// The descriptor keeps its number, so that readers need no lock while `reopenWhenMoved` replaces the file behind it.
final class RevocationFile: Sendable {
    private static let size = MemoryLayout<UInt64>.size

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

    /// The current value; nil when the file is too short or cannot be read.
    func read() -> UInt64? {
        var value: UInt64 = 0
        while true {
            let count = pread(descriptor, &value, Self.size, 0)
            if count == Self.size { return value }
            guard count < 0, errno == EINTR else { return nil }
        }
    }

    /// Writes all eight bytes or throws. They are in the first block, which exists once the file was written; so a full
    /// disk matters only to file systems that never overwrite.
    func write(_ value: UInt64) throws {
        var value = value
        while true {
            let count = pwrite(descriptor, &value, Self.size, 0)
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

    private static func open(_ path: String) throws -> Int32 {
        // O_NOFOLLOW: a link planted in the data directory must not make us write elsewhere.
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw errno == ELOOP ? unusable("a symbolic link", path) : failure("open", path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw unusable("not a regular file", path)
        }
        return descriptor
    }

    private static func unusable(_ kind: String, _ path: String) -> StoreFailure {
        StoreFailure(.broken, "\(path) is \(kind). Remove it; the next start creates the file again")
    }

    private static func failure(_ verb: String, _ path: String) -> StoreFailure {
        let code = errno
        return StoreFailure(
            code == ENOSPC ? .full : .unavailable,
            "cannot \(verb) \(path): \(String(cString: strerror(code)))"
        )
    }
}

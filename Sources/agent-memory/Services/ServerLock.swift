import Glibc
import Identity

/// Ensures that at most one server works on a data directory. Commands and `agent-memory mcp` may work at the same
/// time.
///
/// There are two locks: on the directory itself, which cannot be removed while it contains a database, and on the file
/// `server.lock`, which programs of earlier versions check. The kernel releases both when the process ends, however it
/// ends.
final class ServerLock: Sendable {
    private let path: String
    private let file: Int32
    private let directory: Int32

    /// - Throws: `CommandFailure` when another server has it, or the directory cannot be written to.
    init(directory: String) throws {
        let failure = CommandFailure(
            "Another agent-memory server uses \(directory); stop it, or name another directory with --data."
        )
        path = directory + "/server.lock"
        self.directory = Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        // Some network file systems cannot lock directories. Then the lock on the file must be enough.
        if self.directory >= 0, !Self.take(self.directory), errno == EWOULDBLOCK {
            close(self.directory)
            throw failure
        }
        file = Self.open(path)
        guard file >= 0 else {
            let reason = String(cString: strerror(errno))
            close(self.directory)
            throw CommandFailure("The data directory \(directory) cannot be written to: \(reason).")
        }
        guard Self.take(file) else {
            close(file)
            close(self.directory)
            throw failure
        }
    }

    deinit {
        close(file)
        close(directory)
    }

    /// Locks the file again if it was removed or replaced.
    /// - Returns: whether that was necessary.
    /// - Throws: `CommandFailure` when another server has it already.
    func keep() throws -> Bool {
        if FileStamp(descriptor: file) == FileStamp(path: path) { return false }
        let fresh = Self.open(path)
        guard fresh >= 0 else {
            throw CommandFailure("\(path) cannot be created again: \(String(cString: strerror(errno))).")
        }
        defer { close(fresh) }
        guard Self.take(fresh) else {
            throw CommandFailure(
                "\(path) was removed while this server ran, and another agent-memory server has locked the new one."
            )
        }
        guard dup2(fresh, file) >= 0 else {
            throw CommandFailure("\(path) cannot be locked: \(String(cString: strerror(errno))).")
        }
        _ = fcntl(file, F_SETFD, FD_CLOEXEC)
        return true
    }

    private static func open(_ path: String) -> Int32 {
        Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    }

    private static func take(_ descriptor: Int32) -> Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }
}

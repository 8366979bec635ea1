import FoundationEssentials
import Glibc
import Identity

/// A folder for unfinished files that only its owner can read. One process at a time has it, and it is removed
/// afterwards; what a killed process left in it is removed by the next one, unless that one goes on with it.
final class PrivateFolder {
    let path: String
    private let descriptor: Int32
    private let isKept: Bool

    /// - Parameters:
    ///   - work: what another process does that has the folder: “Another backup”.
    ///   - isKept: keeps the files, also of a process that was killed. They are the caller's to remove.
    /// - Throws: `CommandFailure` when another process has it, or it cannot be created.
    init(_ path: String, work: String, isKept: Bool = false) throws {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw Self.failure(path) }
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw Self.failure(path) }
        // The other process may have removed it since it was opened here.
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, FileStamp(descriptor: descriptor) == FileStamp(path: path)
        else {
            close(descriptor)
            throw CommandFailure("\(work) is running: it uses \(path). Try again when it has ended.")
        }
        (self.path, self.descriptor, self.isKept) = (path, descriptor, isKept)
        clear()
    }

    deinit {
        clear()
        rmdir(path)
        close(descriptor)
    }

    private func clear() {
        guard !isKept else { return }
        for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] { unlink(path + "/" + name) }
    }

    private static func failure(_ path: String) -> CommandFailure {
        CommandFailure("The folder \(path) cannot be created: \(String(cString: strerror(errno))).")
    }
}

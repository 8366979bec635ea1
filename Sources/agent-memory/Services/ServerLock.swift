import Glibc

/// That one server at most works on a data directory. Commands and `agent-memory mcp` may work beside it.
///
/// The kernel lets go of it when the process ends, however it ends.
struct ServerLock: ~Copyable {
    private let descriptor: Int32

    /// - Throws: `CommandFailure` when another server has it, or the directory cannot be written to.
    init(directory: String) throws {
        let path = directory + "/server.lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw CommandFailure("The data directory \(directory) cannot be written to: \(String(cString: strerror(errno))).")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw CommandFailure(
                "Another agent-memory server works on \(directory); stop it, or name another directory with --data.")
        }
    }

    deinit {
        close(descriptor)
    }
}

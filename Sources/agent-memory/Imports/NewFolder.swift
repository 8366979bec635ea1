import Glibc

/// A directory that a command creates and fills, readable by its owner only.
struct NewFolder {
    private let path: String

    /// - Throws: `CommandFailure` when the path exists, or the directory cannot be created.
    init(_ path: String) throws {
        self.path = path
        guard mkdir(path, 0o700) == 0 else {
            let reason = errno == EEXIST ? "exists already. Choose a new one" : String(cString: strerror(errno))
            throw CommandFailure("The directory \(path) cannot be created: \(reason).")
        }
    }

    func write(_ bytes: [UInt8], as name: String) throws {
        let file = open("\(path)/\(name)", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure(name) }
        defer { close(file) }
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { throw failure(name) }
            start += count
        }
        guard fsync(file) == 0 else { throw failure(name) }
    }

    private func failure(_ name: String) -> CommandFailure {
        CommandFailure("The file \(path)/\(name) cannot be written: \(String(cString: strerror(errno))).")
    }
}

import Glibc

/// A new file that only its owner can read, for a secret.
enum PrivateFile {
    /// - Throws: `CommandFailure` when the file exists already or cannot be created: a secret must not end up in a file
    ///   that others may have open.
    static func create(_ path: String, _ text: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw CommandFailure("\(path) cannot be created: \(String(cString: strerror(errno))).")
        }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard write(descriptor, bytes, bytes.count) == bytes.count else {
            throw CommandFailure("\(path) cannot be written: \(String(cString: strerror(errno))).")
        }
        _ = fsync(descriptor)
    }
}

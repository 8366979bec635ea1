import Glibc

/// What has a name instead of a regular file. Opening a FIFO waits for its other end, and a link may lead elsewhere, so
/// this is checked before a file of the data directory is opened.
package enum FileKind {
    /// “a directory”, “a pipe (FIFO)” or similar; nil for a regular file, and when nothing has that name.
    /// - Parameter followsLinks: whether a link to a regular file counts as one.
    package static func other(at path: String, followsLinks: Bool = false) -> String? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        guard status.st_mode & S_IFMT == S_IFLNK else { return other(status.st_mode) }
        guard followsLinks else { return "a symbolic link" }
        guard stat(path, &status) == 0 else { return "a symbolic link to a file that does not exist" }
        return other(status.st_mode).map { "a symbolic link to \($0)" }
    }

    /// The same for the mode of an open file.
    static func other(_ mode: mode_t) -> String? {
        switch mode & S_IFMT {
        case S_IFREG: nil
        case S_IFDIR: "a directory"
        case S_IFIFO: "a pipe (FIFO)"
        case S_IFSOCK: "a socket"
        case S_IFCHR, S_IFBLK: "a device"
        default: "not a regular file"
        }
    }
}

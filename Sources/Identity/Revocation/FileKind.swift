import Glibc

/// The kinds of things that are not regular files. Opening a FIFO waits for its other end, and a link may lead elsewhere, so
/// this is checked before a file of the data directory is opened.
package enum FileKind {
    /// “a directory”, “a pipe (FIFO)” or similar; nil for a regular file, and when nothing has that name.
    package static func other(at path: String) -> String? {
        var status = stat()
        return lstat(path, &status) == 0 ? other(status.st_mode) : nil
    }

    /// The same for the mode of an open file.
    static func other(_ mode: mode_t) -> String? {
        switch mode & S_IFMT {
        case S_IFREG: nil
        case S_IFDIR: "a directory"
        case S_IFLNK: "a symbolic link"
        case S_IFIFO: "a pipe (FIFO)"
        case S_IFSOCK: "a socket"
        case S_IFCHR, S_IFBLK: "a device"
        default: "not a regular file"
        }
    }
}

import Glibc

/// The size of a file.
enum FileSize {
    /// Nil when the file cannot be examined.
    static func bytes(of path: String) -> Int64? {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : nil
    }
}

import Glibc

/// Which file it is, whatever it is called: device and inode. Tells whether the file that a process has open is still
/// the one at its path, or was removed or replaced by somebody.
package struct FileStamp: Sendable, Hashable {
    private let device: UInt64
    private let inode: UInt64

    /// The file at the path, links not followed; nil when there is none, or it cannot be told.
    package init?(path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// The file that is open, at its path or no longer.
    package init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    /// Bytes of the file at the path, links not followed; nil when there is none, or it cannot be told.
    package static func size(path: String) -> Int64? {
        var status = stat()
        return lstat(path, &status) == 0 ? Int64(status.st_size) : nil
    }

    private init(_ status: stat) {
        device = UInt64(truncatingIfNeeded: status.st_dev)
        inode = UInt64(truncatingIfNeeded: status.st_ino)
    }
}

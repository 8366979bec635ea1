import Glibc

/// The identity of a file, independent of its name: device and inode. Tells whether a file that a process has open is
/// still the one at its path, or was removed or replaced.
package struct FileStamp: Sendable, Hashable {
    private let device: UInt64
    private let inode: UInt64

    /// The file at the path, without following links; nil when it does not exist or cannot be examined.
    package init?(path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// The open file, even when it is no longer at its path.
    package init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    /// The size in bytes of the file at the path, without following links; nil when it does not exist or cannot be
    /// examined.
    package static func size(path: String) -> Int64? {
        var status = stat()
        return lstat(path, &status) == 0 ? Int64(status.st_size) : nil
    }

    private init(_ status: stat) {
        device = UInt64(truncatingIfNeeded: status.st_dev)
        inode = UInt64(truncatingIfNeeded: status.st_ino)
    }
}

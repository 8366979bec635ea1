import Glibc

/// A file that gets its name only when it is complete and on disk, readable by its owner only. Until then it has another
/// name, and it is removed when the work fails.
package final class DraftFile: ByteSink {
    private let path: String
    private let draft: String
    private let file: FileStream
    private var isKept = false

    /// - Parameter path: where the file will be. Nothing may be there.
    /// - Throws: `BackupFailure`.
    package init(_ path: String) throws {
        var status = stat()
        guard lstat(path, &status) != 0 else {
            throw BackupFailure("\(path) exists already. Remove it, or name another file.")
        }
        self.path = path
        draft = "\(path).part-\(UInt64.random(in: .min ... .max))"
        file = try FileStream(creating: draft)
    }

    deinit {
        if !isKept { unlink(draft) }
    }

    package func write(_ bytes: [UInt8]) throws { try file.write(bytes) }

    /// Waits until the contents are on disk, and gives the file its name.
    /// - Throws: `BackupFailure`; then no file has the name.
    package func keep() throws {
        try file.sync()
        guard rename(draft, path) == 0 else {
            throw BackupFailure("\(path) cannot be written: \(String(cString: strerror(errno))).")
        }
        isKept = true
        Self.sync(folderOf: path)
    }

    /// Makes the names in the folder of `path` durable. Some file systems cannot, and need not.
    package static func sync(folderOf path: String) {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        close(descriptor)
    }
}

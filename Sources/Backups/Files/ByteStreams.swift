import Glibc

/// Receives bytes in order.
package protocol ByteSink: AnyObject {
    /// - Throws: `BackupFailure`.
    func write(_ bytes: [UInt8]) throws
}

/// Gives bytes in order.
package protocol ByteSource: AnyObject {
    /// The next `count` bytes; fewer only at the end.
    /// - Throws: `BackupFailure`.
    func read(_ count: Int) throws -> [UInt8]
}

/// An open file, or a pipe, as a sink and as a source.
package final class FileStream: ByteSink, ByteSource {
    private let descriptor: Int32
    /// For messages.
    private let name: String
    private let isOwned: Bool

    /// An open descriptor, which stays open.
    package init(_ descriptor: Int32, name: String) {
        (self.descriptor, self.name, isOwned) = (descriptor, name, false)
    }

    /// A file that is open for as long as this value lives.
    /// - Throws: `BackupFailure` naming the file.
    package convenience init(reading path: String) throws {
        try self.init(path, O_RDONLY)
    }

    /// A new file that only its owner can read.
    /// - Throws: `BackupFailure` naming the file, also when it exists.
    package convenience init(creating path: String) throws {
        try self.init(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
    }

    private init(_ path: String, _ flags: Int32) throws {
        (descriptor, name, isOwned) = (open(path, flags | O_CLOEXEC, 0o600), path, true)
        guard descriptor >= 0 else { throw failure("opened") }
    }

    deinit {
        if isOwned, descriptor >= 0 { close(descriptor) }
    }

    package func write(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("written") }
            rest = rest.dropFirst(count)
        }
    }

    package func read(_ count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var length = 0
        while length < count {
            let step = bytes.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress! + length, count - length)
            }
            if step < 0, errno == EINTR { continue }
            guard step >= 0 else { throw failure("read") }
            if step == 0 { break }
            length += step
        }
        return Array(bytes.prefix(length))
    }

    /// Waits until the contents are on disk. A network file system may report a full disk only now.
    /// - Throws: `BackupFailure`.
    package func sync() throws {
        guard fsync(descriptor) == 0 else { throw failure("written") }
    }

    private func failure(_ verb: String) -> BackupFailure {
        BackupFailure("\(name) cannot be \(verb): \(String(cString: strerror(errno))).")
    }
}

/// Receives bytes that nobody needs.
package final class NullSink: ByteSink {
    package init() {}
    package func write(_ bytes: [UInt8]) {}
}

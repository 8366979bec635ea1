#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A file of a model, open for reading.
///
/// It is read, not mapped: when a mapped file is truncated, its reader ends with SIGBUS. What the encoder uses unchanged
/// (the table of words, 47 MB of the 91) stays in the file; its rows are read for each text, which takes less than a
/// hundredth of the text's time.
final class ModelFile: Sendable {
    private let descriptor: Int32
    private let path: String
    let count: Int
    private let modified: timespec

    /// - Throws: `MalformedModel` when the file cannot be opened or is empty.
    init(path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw MalformedModel("cannot open \(path): \(String(cString: strerror(errno)))") }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else {
            close(descriptor)
            throw MalformedModel("\(path) is empty or is not a regular file")
        }
        self.descriptor = descriptor
        self.path = path
        count = Int(status.st_size)
        modified = status.modified
    }

    deinit {
        close(descriptor)
    }

    /// Fills the buffer, starting at `offset`.
    /// - Throws: `MalformedModel` when the file ends too early or cannot be read.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
        var done = 0
        while done < buffer.count {
            let got = pread(descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset + done))
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw MalformedModel("cannot read \(path): \(String(cString: strerror(errno)))") }
            guard got > 0 else { throw MalformedModel("\(path) ends after \(offset + done) bytes; it was cut short") }
            done += got
        }
    }

    /// - Throws: `MalformedModel` when the file was written to since it was opened: what was read before and after does
    ///   not belong together.
    func requireUnchanged() throws {
        var status = stat()
        guard fstat(descriptor, &status) == 0, Int(status.st_size) == count,
            status.modified.tv_sec == modified.tv_sec, status.modified.tv_nsec == modified.tv_nsec
        else { throw MalformedModel("\(path) was changed while it was in use") }
    }

    func bytes(_ range: Range<Int>) throws -> [UInt8] {
        var result = [UInt8](repeating: 0, count: range.count)
        try result.withUnsafeMutableBytes { try read(at: range.lowerBound, into: $0) }
        return result
    }

    /// The whole file.
    func bytes() throws -> [UInt8] { try bytes(0..<count) }
}

extension stat {
    fileprivate var modified: timespec {
        #if canImport(Darwin)
            st_mtimespec
        #else
            st_mtim
        #endif
    }
}

/// A file of a model is missing, damaged or different from the expected one.
struct MalformedModel: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

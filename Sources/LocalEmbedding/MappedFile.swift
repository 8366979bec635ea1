#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A file mapped read-only into memory. Pages are read when touched and shared between processes.
///
/// Whoever replaces the file must rename a new one into its place: truncating a mapped file kills its readers (SIGBUS).
final class MappedFile: @unchecked Sendable {  // the mapping is read-only and lives as long as the object
    private let bytes: UnsafeRawBufferPointer

    var count: Int { bytes.count }

    /// The bytes, for the time of the call. Who keeps a pointer must keep the file.
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(self) { try body(bytes) }
    }

    /// Throws `MalformedModel` when the file cannot be opened or is empty.
    init(path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw MalformedModel("cannot open \(path): \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size > 0 else { throw MalformedModel("\(path) is empty") }
        let size = Int(status.st_size)
        guard let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
            throw MalformedModel("cannot map \(path): \(String(cString: strerror(errno)))")
        }
        bytes = UnsafeRawBufferPointer(start: address, count: size)
    }

    deinit {
        munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    }
}

/// The files of a model are not what they should be.
struct MalformedModel: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

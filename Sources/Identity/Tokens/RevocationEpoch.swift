import Base
import Glibc
import Synchronization

/// A counter that every revocation moves on, so that whoever cached a principal before asks the store again.
///
/// Kept in a file that server and command line both map into memory: a token removed by the command line is refused by the
/// running server at its next request, for the price of one atomic load per request. It works among the processes of one
/// machine; across machines the lifetime of the cache bounds the delay.
///
/// Bump it *after* the store has committed: who then still reads the old number has also read the old row, and what it caches
/// is never served (`PrincipalCache`).
package final class RevocationEpoch: @unchecked Sendable {
    // Unchecked: the pointer never changes and what it points to is only touched atomically.
    private let word: UnsafeMutablePointer<Atomic<UInt64>>
    private let isMapped: Bool

    /// For this process alone.
    package init() {
        word = .allocate(capacity: 1)
        word.initialize(to: Atomic(0))
        isMapped = false
    }

    /// Shared through the file at `path`, made with mode 0600 when absent. Throws `StoreFailure` naming the file.
    package init(file path: String) throws {
        // O_NOFOLLOW: a link planted in the data directory must not make us write elsewhere.
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Self.failure("open", path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.failure("stat", path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw StoreFailure(.broken, "\(path) is not a regular file") }
        // Growing fills with zeros and leaves a number that is there alone, so racing processes agree.
        if status.st_size < Self.size, ftruncate(descriptor, off_t(Self.size)) != 0 { throw Self.failure("extend", path) }
        let memory = mmap(nil, Self.size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
        guard let memory, memory != MAP_FAILED else { throw Self.failure("map", path) }
        word = memory.bindMemory(to: Atomic<UInt64>.self, capacity: 1)
        isMapped = true
    }

    deinit {
        if isMapped { munmap(word, Self.size) } else { word.deallocate() }
    }

    /// How many revocations there have been.
    package var current: UInt64 { word.pointee.load(ordering: .acquiring) }

    /// Tells every process that something was revoked.
    package func bump() { word.pointee.add(1, ordering: .acquiringAndReleasing) }

    private static let size = MemoryLayout<UInt64>.size

    private static func failure(_ verb: String, _ path: String) -> StoreFailure {
        let code = errno
        return StoreFailure(code == ENOSPC ? .full : .unavailable, "cannot \(verb) \(path): \(String(cString: strerror(code)))")
    }
}

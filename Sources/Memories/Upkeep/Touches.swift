import Base
import Identity
import Synchronization

/// Records which memories were read, and writes them together from time to time, so that a search does not wait for a
/// write. A crash loses a few seconds of "last accessed".
final class Touches: Sendable {
    /// The most memories recorded for one caller between two writes. Each caller has its own limit: one that reads much
    /// must not make others' memories look unread.
    static let most = 10_000

    private let noted = Mutex<[Access: Set<Identifier>]>([:])

    /// The number of recorded accesses that are not written yet.
    var count: Int { noted.withLock { noted in noted.values.reduce(0) { $0 + $1.count } } }

    func note(_ access: Access, _ ids: [String]) {
        // Anonymous reads are not recorded: they must not influence what members find.
        guard !ids.isEmpty, !access.isAnonymous else { return }
        noted.withLock { noted in
            guard noted[access]?.count ?? 0 < Self.most else { return }
            noted[access, default: []].formUnion(ids.identifiers)
        }
    }

    /// - Throws: a `StoreFailure`; the recorded accesses are then dropped.
    func write(to store: any MemoryStore, at now: Timestamp) async throws {
        let taken = noted.withLock { noted in
            defer { noted = [:] }
            return noted
        }
        for (access, ids) in taken { try await store.touch(access, ids: ids.sorted().map(\.text), at: now) }
    }
}

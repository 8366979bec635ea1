import Base
import Identity
import Synchronization

/// Which memories were read, noted in memory and written together now and then: a search does not wait for a write.
/// What a crash loses is a few seconds of "last accessed".
final class Touches: Sendable {
    /// More memories than this are not kept for one caller between two writes. Each has its own share: who reads much
    /// must not make others' memories look unread.
    static let most = 10_000

    private let noted = Mutex<[Access: Set<Identifier>]>([:])

    func note(_ access: Access, _ ids: [String]) {
        // A stranger reads and leaves no trace: what members find must not depend on it.
        guard !ids.isEmpty, !access.isAnonymous else { return }
        noted.withLock { noted in
            guard noted[access]?.count ?? 0 < Self.most else { return }
            noted[access, default: []].formUnion(ids.identifiers)
        }
    }

    /// - Throws: a `StoreFailure`; what was noted is then dropped.
    func write(to store: any MemoryStore, at now: Timestamp) async throws {
        let taken = noted.withLock { noted in
            defer { noted = [:] }
            return noted
        }
        for (access, ids) in taken { try await store.touch(access, ids: ids.sorted().map(\.text), at: now) }
    }
}

import Base
import Identity
import Synchronization

/// Which memories were read, noted in memory and written together now and then: a search does not wait for a write.
/// What a crash loses is a few seconds of "last accessed".
final class Touches: Sendable {
    /// More than this of one workspace are not kept between two writes. Each has its own share: who reads much must not make others'
    /// memories look unread.
    static let most = 10_000

    private let noted = Mutex<(counts: [ID<Workspace>: Int], ids: [Access: Set<Identifier>])>(([:], [:]))

    func note(_ access: Access, _ ids: [String]) {
        guard !ids.isEmpty else { return }
        noted.withLock { noted in
            let count = (noted.counts[access.workspace] ?? 0) + ids.count
            guard count <= Self.most else { return }
            noted.counts[access.workspace] = count
            noted.ids[access, default: []].formUnion(ids.identifiers)
        }
    }

    /// - Throws: a `StoreFailure`; what was noted is then dropped.
    func write(to store: any MemoryStore, at now: Timestamp) async throws {
        let taken = noted.withLock { noted in
            defer { noted = ([:], [:]) }
            return noted.ids
        }
        for (access, ids) in taken { try await store.touch(access, ids: ids.sorted().map(\.text), at: now) }
    }
}

import Base
import Identity
import Synchronization

/// Which memories were read, noted in memory and written together now and then: a search does not wait for a write.
/// What a crash loses is a few seconds of "last accessed".
final class Touches: Sendable {
    /// More than this are not kept between two writes.
    static let most = 50_000

    private let noted = Mutex<(count: Int, ids: [Access: Set<Identifier>])>((0, [:]))

    func note(_ access: Access, _ ids: [String]) {
        guard !ids.isEmpty else { return }
        noted.withLock { noted in
            guard noted.count + ids.count <= Self.most else { return }
            noted.count += ids.count
            noted.ids[access, default: []].formUnion(ids.identifiers)
        }
    }

    /// - Throws: a `StoreFailure`; what was noted is then dropped.
    func write(to store: any MemoryStore, at now: Timestamp) async throws {
        let taken = noted.withLock { noted in
            defer { noted = (0, [:]) }
            return noted.ids
        }
        for (access, ids) in taken { try await store.touch(access, ids: ids.sorted().map(\.text), at: now) }
    }
}

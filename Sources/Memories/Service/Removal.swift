import Base
import Identity

/// Removes the chosen memories, and never another user's memory with the same id.
struct Removal: Sendable {
    let store: any MemoryStore
    let limits: MemoryLimits
    let time: any TimeSource

    /// When the caller's deletion is kept from, to be undone; nil for a person at the pages, who deletes for good.
    func keptAt(_ access: Access) -> Timestamp? {
        let isPerson = access.provenance?.application.identification == .browser
        return isPerson || limits.deletedDays == 0 ? nil : time.now()
    }

    /// Deletes memories with these ids; returns how many there were.
    func delete(_ access: Access, ids: [String]) async throws -> Int {
        try await store.delete(access, ids: ids, keptAt: keptAt(access))
    }

    /// An id is unique only for one user: with all users within reach, the store would remove every memory that has the
    /// id. So each user's memories are removed with an access for that user.
    /// - Returns: the ids that were removed, without those that were already gone.
    func remove(_ access: Access, _ chosen: [Memory]) async throws -> [String] {
        var removed: Set<OwnedID> = []
        for memories in Dictionary(grouping: chosen, by: { Identifier($0.userID ?? "") }).values {
            guard let own = access.narrowed(to: memories[0].userID) else { continue }
            let there = try await store.memories(own, ids: memories.map(\.id))
            _ = try await delete(own, ids: there.map(\.id))
            removed.formUnion(there.map { OwnedID($0) })
        }
        return chosen.filter { removed.contains(OwnedID($0)) }.map(\.id)
    }
}

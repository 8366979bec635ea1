import Base
import Identity

/// Removes the chosen memories, and never another user's memory with the same id.
struct Removal: Sendable {
    let store: any MemoryStore

    /// An id is unique only for one user: with all users within reach, the store would remove every memory that has the
    /// id. So each user's memories are removed with an access for that user.
    /// - Returns: the ids that were removed, without those that were already gone.
    func remove(_ access: Access, _ chosen: [Memory]) async throws -> [String] {
        var removed: Set<OwnedID> = []
        for memories in Dictionary(grouping: chosen, by: { Identifier($0.userID ?? "") }).values {
            guard let own = access.narrowed(to: memories[0].userID) else { continue }
            let there = try await store.memories(own, ids: memories.map(\.id))
            _ = try await store.delete(own, ids: there.map(\.id))
            removed.formUnion(there.map { OwnedID($0) })
        }
        return chosen.filter { removed.contains(OwnedID($0)) }.map(\.id)
    }
}

import Base
import Identity

/// Removes chosen memories, and no others of the same id.
struct Removal: Sendable {
    let store: any MemoryStore

    /// An id is unique for one user only: with everybody in reach, the store would remove all that have it. So each
    /// user's are removed with an access for that user.
    /// - Returns: the ids that were removed; what was gone already is not among them.
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

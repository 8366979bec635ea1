import Base
import Identity

/// Removes chosen memories, and no others of the same id.
struct Removal: Sendable {
    let store: any MemoryStore

    private static let batch = 500

    /// An id is unique for one user only, but with everybody in reach `delete` takes every memory of that id: one that somebody else has
    /// under an id that was chosen saves both.
    /// - Returns: the ids that were removed.
    func remove(_ access: Access, _ chosen: [Memory]) async throws -> [String] {
        let isChosen = Set(chosen.map(OwnedID.init))
        var removed: [String] = []
        for start in stride(from: 0, to: chosen.count, by: Self.batch) {
            let ids = chosen[start..<min(start + Self.batch, chosen.count)].map(\.id)
            let there = try await store.memories(access, ids: ids)
            let spared = Set(there.filter { !isChosen.contains(OwnedID($0)) }.map(\.id))
            let present = Set(there.map(\.id))
            let doomed = ids.filter { present.contains($0) && !spared.contains($0) }
            if !doomed.isEmpty { _ = try await store.delete(access, ids: doomed) }
            removed += doomed
        }
        return removed
    }
}

import Base
import Identity

/// Merges memories with the same content: the oldest stays and takes over the data of the others.
struct Deduplication: Sendable {
    let store: any MemoryStore
    let removal: Removal
    let embeddings: Embeddings
    let time: any TimeSource

    private static let page = 1_000

    /// Merges the memories that the filter selects; returns how many of them remain.
    func compact(_ access: Access, filter: MemoryFilter) async throws -> Int {
        var groups: [Identifier: (user: String?, ids: [String])] = [:]
        var seen = 0
        while true {
            let page = try await store.list(
                access,
                filter,
                order: .oldestFirst,
                page: PageRequest(limit: Self.page, offset: seen)
            ).items
            // Computes the hash again: it covers the owner, and memories from an older version or an import may have no
            // hash.
            for memory in page {
                groups[Identifier(MemoryHash.of(memory)), default: (memory.userID, [])].ids.append(memory.id)
            }
            seen += page.count
            if page.count < Self.page { break }
        }
        var removed = 0
        for (hash, group) in groups where group.ids.count > 1 {
            guard let own = access.narrowed(to: group.user) else { continue }
            let same = try await store.memories(own, ids: group.ids).filter { Identifier(MemoryHash.of($0)) == hash }
            removed += try await merge(access, same)
        }
        return seen - removed
    }

    private func merge(_ access: Access, _ found: [Memory]) async throws -> Int {
        let same = found.sorted { ($0.createdAt, Identifier($0.id)) < ($1.createdAt, Identifier($1.id)) }
        guard same.count > 1 else { return 0 }
        let merged = Self.merged(same, at: time.now())
        let text = SearchText.of(merged)
        let vector = text.isExactly(SearchText.of(same[0])) ? nil : await embeddings.documents([text], by: access)[0]
        // Stores the merged memory before it removes the others: a crash in between loses nothing.
        let stored = StoredMemory(memory: merged, searchText: text, vector: vector)
        guard try await store.replace(access, stored, previous: same[0], model: embeddings.model) else { return 0 }
        return try await removal.remove(access, Array(same.dropFirst())).count
    }

    /// - Parameter same: at least one memory; the first one stays.
    static func merged(_ same: [Memory], at now: Timestamp) -> Memory {
        var result = same[0]
        for other in same.dropFirst() {
            result.topics += other.topics.filter { !result.topics.containsExactly($0) }
            result.entities += other.entities.filter { !result.entities.containsExactly($0) }
            result.extractedFrom += other.extractedFrom.filter { !result.extractedFrom.containsExactly($0) }
            result.accessCount += other.accessCount
            result.lastAccessed = max(result.lastAccessed, other.lastAccessed)
            result.pinned = result.pinned || other.pinned
        }
        result.hash = MemoryHash.of(result)
        result.updatedAt = now
        return result
    }
}

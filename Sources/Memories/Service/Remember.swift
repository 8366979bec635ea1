import Base
import Identity

/// Stores new memories: checked, owned, recognised when already there, embedded when that is quick.
///
/// Acknowledged means that the text is durable. The vector is usually there as well, so that a search right after a write finds by meaning;
/// a slow or absent model delays no write, the background embedder adds the vector later.
struct Remember: Sendable {
    let store: any MemoryStore
    let embeddings: Embeddings
    let upkeep: Upkeep
    let rules: MemoryRules
    let time: any TimeSource

    func callAsFunction(_ access: Access, _ memories: [Memory], deduplicate: Bool) async throws -> RememberOutcome {
        let memories = try prepared(access, memories)
        guard !memories.isEmpty else { return RememberOutcome(stored: [], duplicates: [:]) }
        let duplicates = deduplicate ? try await known(access, memories) : [:]
        // Of one id given twice, the last is meant.
        var last: [OwnedID: Int] = [:]
        for (index, memory) in memories.enumerated() where duplicates[memory.id] == nil { last[OwnedID(memory)] = index }
        let fresh = last.values.sorted().map { memories[$0] }
        let texts = fresh.map(SearchText.of)
        let vectors = await embeddings.documents(texts)
        if !fresh.isEmpty {
            let stored = zip(fresh, zip(texts, vectors)).map { StoredMemory(memory: $0, searchText: $1.0, vector: $1.1) }
            try await store.put(access, stored, model: embeddings.model)
        }
        if vectors.contains(where: { $0 == nil }) { upkeep.wakeEmbedding() }
        return RememberOutcome(stored: fresh.map(\.id), duplicates: duplicates)
    }

    /// With owner, hash and time of storing; checked.
    /// - Throws: `validationFailed`; `forbidden` for another's `user_id`.
    private func prepared(_ access: Access, _ memories: [Memory]) throws -> [Memory] {
        var validation = Validation()
        let limit = rules.limits.batchSize
        validation.require(
            memories.count <= limit, ["body", "memories"], "too_many", "memories must have at most \(limit) items")
        try validation.finish()
        let now = time.now()
        let prepared = try memories.enumerated().map { index, memory in
            rules.check(memory, ["body", "memories", "\(index)"], into: &validation)
            var memory = memory
            memory.userID = try Ownership.owner(memory.userID, by: access)
            memory.namespace = memory.namespace?.nonEmpty
            memory.sessionID = memory.sessionID?.nonEmpty
            memory.hash = MemoryHash.of(memory)
            memory.persistedAt = now
            return memory
        }
        try validation.finish()
        return prepared
    }

    /// Ids whose text is in the store or earlier in the batch under another id, with that id.
    private func known(_ access: Access, _ memories: [Memory]) async throws -> [String: String] {
        var duplicates: [String: String] = [:]
        for (user, mine) in Dictionary(grouping: memories, by: \.userID) {
            var holders = try await store.existing(access, hashes: mine.compactMap(\.hash), of: user)
            for memory in mine {
                guard let hash = memory.hash else { continue }
                if let holder = holders[hash] {
                    if holder != memory.id { duplicates[memory.id] = holder }
                } else {
                    holders[hash] = memory.id
                }
            }
        }
        return duplicates
    }
}

/// An id is unique for its user only.
struct OwnedID: Hashable {
    let id: String
    let userID: String?

    init(_ memory: Memory) {
        id = memory.id
        userID = memory.userID
    }
}

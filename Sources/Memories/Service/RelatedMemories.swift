import Base
import Identity

/// A memory that the user already had and that a new one may repeat or contradict.
package struct RelatedMemory: Sendable, Hashable {
    package let memory: Memory
    package let relation: MemoryRelation
    /// Cosine similarity; nil when one of the two has no vector yet.
    package let similarity: Double?
}

/// Compares new memories with those that the same user already has.
struct RelatedMemories: Sendable {
    let store: any MemoryStore

    /// New memories compared in one request; each costs a search.
    static let mostCompared = 50
    /// Related memories reported for one new memory.
    private static let most = 5
    /// The best candidates by meaning and by words.
    private static let candidates = 20

    /// The related memories of each of the first `mostCompared`. A search of the user's own memories finds them, so
    /// they reveal nothing about anyone else's.
    func callAsFunction(_ access: Access, _ stored: [StoredMemory], model: EmbeddingModel?) async throws
        -> [OwnedID: [RelatedMemory]]
    {
        var result: [OwnedID: [RelatedMemory]] = [:]
        for new in stored.prefix(Self.mostCompared) where new.memory.kind != .message {
            guard let own = access.narrowed(to: new.memory.userID) else { continue }
            let related = try await related(own, to: new, model: model)
            if !related.isEmpty { result[OwnedID(new.memory)] = related }
        }
        return result
    }

    private func related(_ own: Access, to new: StoredMemory, model: EmbeddingModel?) async throws -> [RelatedMemory] {
        let filter = MemoryFilter()
        let found = try await store.candidates(
            own,
            CandidateRequest(
                words: QueryWords.of(new.memory.text),
                vector: new.vector,
                model: new.vector == nil ? nil : model,
                filter: filter,
                limit: Self.candidates
            )
        )
        let memories = try await store.memories(own, of: found, filter)
        let related = found.compactMap { candidate -> RelatedMemory? in
            guard let old = memories[candidate.row], isComparable(old, to: new.memory),
                let relation = MemoryRelation.of(new.memory, old, similarity: candidate.similarity)
            else { return nil }
            return RelatedMemory(memory: old, relation: relation, similarity: candidate.similarity)
        }
        let newestFirst = related.sorted {
            ($0.memory.createdAt, Identifier($0.memory.id)) > ($1.memory.createdAt, Identifier($1.memory.id))
        }
        return Array(newestFirst.prefix(Self.most))
    }

    /// Another fact of the same namespace that is not newer.
    private func isComparable(_ old: Memory, to new: Memory) -> Bool {
        !old.id.isExactly(new.id) && old.kind != .message && old.namespace.isExactly(new.namespace)
            && old.createdAt <= new.createdAt
    }
}

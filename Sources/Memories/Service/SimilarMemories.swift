import Base
package import Identity

/// Finds the memories most like one, by the vector that it has and by its rarer words. Costs no run of the model.
struct SimilarMemories: Sendable {
    let store: any MemoryStore
    let model: EmbeddingModel?

    /// The best candidates by meaning and by words.
    private static let candidates = 20
    /// The part of a text that is compared, in characters.
    private static let compared = 500

    func callAsFunction(_ access: Access, to memory: Memory, limit: Int) async throws -> [Memory] {
        let filter = MemoryFilter()
        let vector: Vector? =
            if let model {
                try await store.vector(access, of: OwnedID(memory), model: model)
            } else {
                nil
            }
        let found = try await store.candidates(
            access,
            CandidateRequest(
                words: QueryWords.of(String(memory.text.prefix(Self.compared))),
                rareWordsOnly: true,
                vector: vector,
                model: vector == nil ? nil : model,
                filter: filter,
                limit: Self.candidates
            )
        )
        let mode = vector == nil ? SearchMode.keyword : .hybrid
        let ranked = Fusion.rank(found, mode: mode, alpha: MemoryQuery.defaultAlpha).sorted {
            Fusion.precedes(($0.relevance, $0.candidate), ($1.relevance, $1.candidate))
        }
        // One more than wanted, because the memory itself is mostly the first.
        let best = ranked.prefix(limit + 1).map(\.candidate)
        let memories = try await store.memories(access, of: best, filter)
        let others = best.compactMap { memories[$0.row] }.filter { OwnedID($0) != OwnedID(memory) }
        return Array(others.prefix(limit))
    }
}

extension MemoryService {
    /// The memories within reach that are most like one, best first. Looking at them does not count as use.
    package func similar(_ access: Access, to memory: Memory, limit: Int) async throws -> [Memory] {
        try await faultsOnly {
            let found = try await similarMemories(access, to: memory, limit: limit)
            recorder.listed(access, found)
            return found
        }
    }
}

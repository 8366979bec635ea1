/// The request for candidates in one search.
package struct CandidateRequest: Sendable {
    /// Words to look up, without stop words; nil skips the keyword index.
    package let words: [String]?
    /// The question's vector and its model; nil skips the vectors.
    package let vector: Vector?
    package let model: EmbeddingModel?
    package let filter: MemoryFilter
    /// The most candidates from each of the two indexes.
    package let limit: Int

    package init(words: [String]?, vector: Vector?, model: EmbeddingModel?, filter: MemoryFilter, limit: Int) {
        self.words = words
        self.vector = vector
        self.model = model
        self.filter = filter
        self.limit = limit
    }
}

/// The request for candidates in one search.
package struct CandidateRequest: Sendable {
    /// Words to look up, without stop words; nil skips the keyword index.
    package let words: [String]?
    /// Whether words that very many memories contain are left out. They hardly change which memories resemble a text, but
    /// are most of the work.
    package let rareWordsOnly: Bool
    /// The question's vector and its model; nil skips the vectors.
    package let vector: Vector?
    package let model: EmbeddingModel?
    package let filter: MemoryFilter
    /// The most candidates from each of the two indexes.
    package let limit: Int

    package init(
        words: [String]?,
        rareWordsOnly: Bool = false,
        vector: Vector?,
        model: EmbeddingModel?,
        filter: MemoryFilter,
        limit: Int
    ) {
        self.words = words
        self.rareWordsOnly = rareWordsOnly
        self.vector = vector
        self.model = model
        self.filter = filter
        self.limit = limit
    }
}

/// How far semantic search is available.
package enum EmbeddingStatus: Sendable, Hashable {
    /// No model: words only. The reason says what to do.
    case keywordOnly(reason: String)
    case ready(EmbeddingModel)
    /// A new model is being applied; searches go on.
    case reembedding(EmbeddingModel, done: Int, total: Int)
}

/// How far semantic search is available.
package enum EmbeddingStatus: Sendable, Hashable {
    /// Keyword search only, because there is no model. The reason says what to do.
    case keywordOnly(reason: String)
    case ready(EmbeddingModel)
    /// A new model is being applied; searches continue.
    case reembedding(EmbeddingModel, done: Int, total: Int)
}

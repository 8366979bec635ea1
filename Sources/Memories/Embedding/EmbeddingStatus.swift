/// How far semantic search is available.
package enum EmbeddingStatus: Sendable, Hashable {
    /// Keyword search only, because there is no model. The reason says what to do.
    case keywordOnly(reason: String)
    case ready(EmbeddingModel)
    /// A new model is being applied; searches continue.
    case reembedding(EmbeddingModel, done: Int, total: Int)

    /// The status as programs read it.
    package enum Name: String, Sendable, CaseIterable {
        case keywordOnly = "keyword_only"
        case ready
        case reembedding
    }

    /// The sentence for people and models.
    package static func keywordOnly(because reason: String) -> String { "Keyword search only: \(reason)" }
}

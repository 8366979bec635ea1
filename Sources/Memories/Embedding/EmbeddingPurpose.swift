package enum EmbeddingPurpose: Sendable, Hashable {
    case query, document
}

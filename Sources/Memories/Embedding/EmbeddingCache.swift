import Base
import Identity
import Synchronization

/// Vectors of recent questions: an agent asks the same thing of several filters, pages and tools.
///
/// An entry answers only the party that asked: how fast an answer comes must not tell what others asked.
final class EmbeddingCache: Sendable {
    private struct Key: Hashable {
        let party: EmbeddingParty
        let text: Identifier
        let model: EmbeddingModel
    }

    private let vectors: Mutex<RecentTable<Key, Vector>>

    /// - Parameter capacity: entries of all parties together.
    init(capacity: Int) {
        vectors = Mutex(RecentTable(capacity: capacity))
    }

    func vector(for text: String, of model: EmbeddingModel, askedBy party: EmbeddingParty) -> Vector? {
        let key = Key(party: party, text: Identifier(text), model: model)
        return vectors.withLock { $0[key] }
    }

    func keep(_ vector: Vector, for text: String, of model: EmbeddingModel, askedBy party: EmbeddingParty) {
        let key = Key(party: party, text: Identifier(text), model: model)
        vectors.withLock { $0[key] = vector }
    }
}

import Base
import Identity
import Synchronization

/// Vectors of recent questions: an agent sends the same question to several filters, pages and tools.
///
/// An entry serves only the party that asked: the response time must not reveal what others asked.
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

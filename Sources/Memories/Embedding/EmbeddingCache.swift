import Identity
import Synchronization

/// Vectors of recent questions: an agent asks the same thing of several filters, pages and tools.
final class EmbeddingCache: Sendable {
    private struct Key: Hashable {
        let text: String
        let model: EmbeddingModel
    }

    private let vectors: Mutex<RecentTable<Key, Vector>>

    init(capacity: Int) {
        vectors = Mutex(RecentTable(capacity: capacity))
    }

    func vector(for text: String, of model: EmbeddingModel) -> Vector? {
        vectors.withLock { $0[Key(text: text, model: model)] }
    }

    func keep(_ vector: Vector, for text: String, of model: EmbeddingModel) {
        vectors.withLock { $0[Key(text: text, model: model)] = vector }
    }
}

import Memories
import Synchronization

/// The numbers that the database has given to embedding models. They never change and are never removed.
final class ModelNumbers: Sendable {
    private let numbers = Mutex<[EmbeddingModel: Int64]>([:])

    func number(of model: EmbeddingModel) -> Int64? { numbers.withLock { $0[model] } }

    func note(_ number: Int64, of model: EmbeddingModel) { numbers.withLock { $0[model] = number } }
}

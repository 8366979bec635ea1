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

    /// The vector of a question.
    struct Known: Sendable {
        let vector: Vector
        /// How much of the question's words the vector stands for, above 0 to 1.
        let share: Double
    }

    private let entries: Mutex<RecentTable<Key, Known>>

    /// - Parameter capacity: entries of all parties together.
    init(capacity: Int) {
        entries = Mutex(RecentTable(capacity: capacity))
    }

    func known(of text: String, to model: EmbeddingModel, askedBy party: EmbeddingParty) -> Known? {
        let key = Key(party: party, text: Identifier(text), model: model)
        return entries.withLock { $0[key] }
    }

    func keep(_ known: Known, of text: String, to model: EmbeddingModel, askedBy party: EmbeddingParty) {
        let key = Key(party: party, text: Identifier(text), model: model)
        entries.withLock { $0[key] = known }
    }
}

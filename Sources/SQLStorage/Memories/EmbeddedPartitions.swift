import Memories
import Synchronization

/// Partitions in which no memory waits for a vector of a model, so that a search need not ask the database again.
///
/// Every change that can make a memory wait increases the revision of its partition, in this process and in others. So
/// an entry is valid while the revision is the same.
final class EmbeddedPartitions: Sendable {
    private struct Entry {
        let revision: Int64
        let model: EmbeddingModel
    }

    /// About 10 MB.
    private static let limit = 100_000

    private let entries = Mutex<[Int64: Entry]>([:])

    func contains(_ partition: Partition, for model: EmbeddingModel) -> Bool {
        entries.withLock { $0[partition.id].map { $0.revision == partition.revision && $0.model == model } ?? false }
    }

    /// - Parameter partition: as it was read before its waiting memories were counted.
    func insert(_ partition: Partition, for model: EmbeddingModel) {
        entries.withLock { entries in
            if entries.count >= Self.limit, entries[partition.id] == nil { entries.removeAll() }
            entries[partition.id] = Entry(revision: partition.revision, model: model)
        }
    }
}

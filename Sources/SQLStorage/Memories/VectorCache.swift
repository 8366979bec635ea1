import Memories
import Synchronization

/// The effect of a commit on the vector of one memory.
enum VectorChange: Sendable {
    case set(row: Int64, model: Int64, codes: [Int8], scale: Float)
    case removed(row: Int64)
}

/// The codes of recently searched partitions, so that a search reads only the vectors that it rescores.
///
/// Limited in bytes; evicts the least recently used. A copy is valid for one revision of its partition. The searcher
/// first reads the revision from the database, because another process may have written; our own commits are applied
/// here immediately.
package final class VectorCache: Sendable {
    /// One partition's codes of one model. A search holds the lock for a fraction of a millisecond per ten thousand
    /// vectors.
    final class Entry: Sendable {
        private struct State {
            var vectors: VectorPartition
            var revision: Int64
            /// Commits whose results arrived before those of an earlier commit.
            var early: [Int64: [VectorChange]] = [:]
        }

        let model: Int64
        private let state: Mutex<State>

        init(model: Int64, revision: Int64, vectors: VectorPartition) {
            self.model = model
            state = Mutex(State(vectors: vectors, revision: revision))
        }

        var byteCount: Int { state.withLock { $0.vectors.byteCount } }

        func isTrue(for revision: Int64) -> Bool { state.withLock { $0.revision >= revision } }

        func nearest(_ query: Vector, limit: Int, allowed: Set<Int64>?) -> [(row: Int64, similarity: Float)] {
            state.withLock { $0.vectors.nearest(query, limit: limit, allowed: allowed) }
        }

        /// The maximum number of commits waiting for an earlier one; more means that another process wrote the missing
        /// one, which never arrives here.
        private static let earlyLimit = 64

        /// False when the copy lags so far behind that it will never be valid again.
        func apply(_ changes: [VectorChange], revision: Int64) -> Bool {
            state.withLock { state in
                guard revision > state.revision else { return true }
                state.early[revision] = changes
                while let next = state.early.removeValue(forKey: state.revision + 1) {
                    for change in next { Self.apply(change, model: model, to: &state.vectors) }
                    state.revision += 1
                }
                return state.early.count <= Self.earlyLimit
            }
        }

        private static func apply(_ change: VectorChange, model: Int64, to vectors: inout VectorPartition) {
            switch change {
            case .removed(let row):
                vectors.remove(row: row)
            case .set(let row, let itsModel, let codes, let scale):
                // A vector of another model replaces this model's vector.
                guard itsModel == model else { return vectors.remove(row: row) }
                _ = codes.withUnsafeBytes { vectors.append(row: row, codes: $0, scale: scale) }
            }
        }
    }

    private struct State {
        var entries: [Int64: (entry: Entry, bytes: Int, usedAt: UInt64)] = [:]
        var bytes = 0
        var ticks: UInt64 = 0
    }

    private let byteLimit: Int
    private let state = Mutex(State())

    package init(byteLimit: Int) {
        self.byteLimit = byteLimit
    }

    /// The copy, if there is one of the model that is valid for the revision.
    func entry(of partition: Int64, model: Int64, revision: Int64) -> Entry? {
        let entry = state.withLock { state -> Entry? in
            state.ticks += 1
            state.entries[partition]?.usedAt = state.ticks
            return state.entries[partition]?.entry
        }
        guard let entry, entry.model == model, entry.isTrue(for: revision) else { return nil }
        return entry
    }

    /// Keeps one model's codes per partition: the model in use.
    func insert(_ entry: Entry, for partition: Int64) {
        let bytes = entry.byteCount
        // A partition that would fill the cache alone is read again each time, so that it does not evict all others.
        guard bytes <= byteLimit else { return remove([partition]) }
        state.withLock { state in
            state.ticks += 1
            if let former = state.entries.updateValue((entry, bytes, state.ticks), forKey: partition) {
                state.bytes -= former.bytes
            }
            state.bytes += bytes
            Self.shrink(&state, to: byteLimit)
        }
    }

    /// Applies a commit of this process to the copy of the partition.
    func apply(_ changes: [VectorChange], to partition: Int64, revision: Int64) {
        guard let entry = state.withLock({ $0.entries[partition]?.entry }) else { return }
        guard entry.apply(changes, revision: revision) else { return remove(partition, holding: entry) }
        let bytes = entry.byteCount
        state.withLock { state in
            guard let former = state.entries[partition], former.entry === entry else { return }
            state.entries[partition]?.bytes = bytes
            state.bytes += bytes - former.bytes
            Self.shrink(&state, to: byteLimit)
        }
    }

    /// Leaves a newer copy that has replaced it meanwhile.
    private func remove(_ partition: Int64, holding entry: Entry) {
        state.withLock { state in
            guard let former = state.entries[partition], former.entry === entry else { return }
            state.entries[partition] = nil
            state.bytes -= former.bytes
        }
    }

    package func remove(_ partitions: [Int64]) {
        state.withLock { state in
            for partition in partitions {
                if let former = state.entries.removeValue(forKey: partition) { state.bytes -= former.bytes }
            }
        }
    }

    /// Evicts a tenth more than needed, so that not every insertion sorts.
    private static func shrink(_ state: inout State, to limit: Int) {
        guard state.bytes > limit else { return }
        for (partition, value) in state.entries.sorted(by: { $0.value.usedAt < $1.value.usedAt })
        where state.bytes > limit / 10 * 9 {
            state.entries[partition] = nil
            state.bytes -= value.bytes
        }
    }
}

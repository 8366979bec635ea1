import Base
import Synchronization

/// Gives every memory a vector of the current model: those whose writer did not wait, and after a change of the model all of them.
/// Searches go on meanwhile; what has no vector yet is found by its words.
final class BackgroundEmbedder: Sendable {
    private struct Version: Hashable {
        let row: Int64
        let version: Int64
    }

    private struct State {
        var progress: (done: Int, total: Int)?
        /// Whether a pass has found nothing left to do.
        var isCaughtUp = false
        /// What the model refuses to embed; without this, one text would block all behind it.
        var refused: Set<Version> = []
    }

    private let store: any MemoryStore
    private let provider: any EmbeddingProvider
    private let embeddings: Embeddings
    private let state = Mutex(State())

    init(store: any MemoryStore, provider: any EmbeddingProvider, embeddings: Embeddings) {
        self.store = store
        self.provider = provider
        self.embeddings = embeddings
    }

    /// Embeds one batch; how many memories it took, 0 when all that can be have their vector.
    /// - Throws: what the provider threw when it is unavailable; a `StoreFailure`.
    func embedOnce() async throws -> Int {
        let model = provider.model
        let refused = state.withLock { $0.refused }
        let batch = try await store.unembedded(for: model, limit: Embeddings.batch + refused.count)
            .filter { !refused.contains(Version(row: $0.row, version: $0.version)) }.prefix(Embeddings.batch)
        guard !batch.isEmpty else {
            state.withLock { ($0.progress, $0.isCaughtUp) = (nil, true) }
            embeddings.isCatchingUp = false
            return 0
        }
        // A few are done before anybody notices; more than a batch changes how searches are answered.
        embeddings.isCatchingUp = batch.count == Embeddings.batch
        if state.withLock({ $0.progress == nil }) {
            let progress = try await store.embeddingProgress(for: model)
            state.withLock { ($0.progress, $0.isCaughtUp) = ((progress.embedded, progress.total), false) }
        }
        let made = try await vectors(for: Array(batch))
        if !made.isEmpty { try await store.embed(made, model: model) }
        state.withLock { $0.progress?.done += batch.count }
        return batch.count
    }

    func status() async -> EmbeddingStatus {
        let model = provider.model
        let (progress, isCaughtUp) = state.withLock { ($0.progress, $0.isCaughtUp) }
        if let progress { return .reembedding(model, done: min(progress.done, progress.total), total: progress.total) }
        guard !isCaughtUp, let counted = try? await store.embeddingProgress(for: model), counted.embedded < counted.total else {
            return .ready(model)
        }
        return .reembedding(model, done: counted.embedded, total: counted.total)
    }

    private func vectors(for batch: [UnembeddedMemory]) async throws -> [(row: Int64, version: Int64, vector: Vector)] {
        let texts = batch.map(\.searchText)
        do {
            let vectors = try await provider.embed(texts, for: .document)
            guard provider.model.fits(vectors, of: texts) else { throw Fault(.internal, "The embedding model broke its contract.") }
            return zip(batch, vectors).map { (row: $0.row, version: $0.version, vector: $1) }
        } catch let fault as Fault where fault.code == .unavailable {
            throw fault
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            guard batch.count > 1 else {
                state.withLock { _ = $0.refused.insert(Version(row: batch[0].row, version: batch[0].version)) }
                return []
            }
            // One text of the batch is at fault: find it.
            var made: [(row: Int64, version: Int64, vector: Vector)] = []
            for memory in batch { made += try await vectors(for: [memory]) }
            return made
        }
    }
}

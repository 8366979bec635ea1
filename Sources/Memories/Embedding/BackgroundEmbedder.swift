import Base
import Synchronization

/// Gives every memory a vector of the current model: memories stored before their vector was ready and, after a change
/// of the model, all memories. Searches continue meanwhile; keyword search finds a memory without a vector.
final class BackgroundEmbedder: Sendable {
    private struct State {
        var progress: (done: Int, total: Int)?
        /// Whether a pass has found nothing left to do.
        var isCaughtUp = false
        /// Retries the texts that the model refused before this start, once, when there is nothing else to do: the
        /// cause may be gone.
        var retried: (last: UnembeddedMemory?, isDone: Bool) = (nil, false)
        var postponed = PostponedTexts(capacity: 2_000)
        /// The person whose memories ended the last batch.
        var place: Int64 = 0
    }

    private let store: any MemoryStore
    private let provider: any EmbeddingProvider
    private let time: any TimeSource
    private let state = Mutex(State())

    init(store: any MemoryStore, provider: any EmbeddingProvider, time: any TimeSource) {
        self.store = store
        self.provider = provider
        self.time = time
    }

    /// Embeds one batch.
    /// - Returns: how many memories it took; 0 when there is nothing to do now.
    /// - Throws: the model's fault when it embedded nothing; `unavailable` when it refused every text of a whole batch,
    ///   because the model itself may be at fault and must not be called at full speed; a `StoreFailure`.
    func embedOnce() async throws -> Int {
        let model = provider.model
        let now = time.now()
        let (postponed, place) = state.withLock { ($0.postponed.waiting(at: now), $0.place) }
        let batch = try await store.unembedded(for: model, except: postponed, after: place, limit: Embeddings.batch)
        state.withLock { $0.place = batch.map(\.place).max() ?? 0 }
        guard !batch.isEmpty else {
            state.withLock { ($0.progress, $0.isCaughtUp) = (nil, true) }
            return try await retryRefused(by: model)
        }
        if state.withLock({ $0.progress == nil }) {
            let progress = try await store.embeddingProgress(for: model)
            state.withLock { ($0.progress, $0.isCaughtUp) = ((progress.embedded, progress.total), false) }
        }
        return try await embed(batch, with: model)
    }

    /// Embeds a batch of the texts that the model refused before this start; 0 when all were tried. They never count as
    /// waiting.
    private func retryRefused(by model: EmbeddingModel) async throws -> Int {
        let (last, isDone) = state.withLock { $0.retried }
        guard !isDone else { return 0 }
        let batch = try await store.refused(by: model, after: last, limit: Embeddings.batch)
        state.withLock { $0.retried = (batch.last ?? last, batch.isEmpty) }
        return batch.isEmpty ? 0 : try await embed(batch, with: model)
    }

    private func embed(_ batch: [UnembeddedMemory], with model: EmbeddingModel) async throws -> Int {
        var pass = EmbeddingPass(provider) { [store] vectors in try await store.embed(vectors, model: model) }
        try await pass.run(batch)
        try await store.refuse(pass.refused.map { (row: $0.row, version: $0.version) }, model: model)
        let (made, refused, failed) = (pass.made, pass.refused, pass.failed)
        let now = time.now()
        state.withLock { state in
            state.progress?.done += made.count + refused.count
            for row in made + refused.map(\.row) { state.postponed.finished(row) }
            for memory in failed { state.postponed.postpone(memory, at: now) }
        }
        if made.isEmpty, refused.isEmpty, let fault = pass.fault { throw fault }
        guard !made.isEmpty || batch.count < Embeddings.batch else {
            throw pass.fault
                ?? Fault(.unavailable, "The embedding model refused \(refused.count) texts, one after the other.")
        }
        return batch.count
    }

    func status() async -> EmbeddingStatus {
        let model = provider.model
        let (progress, isCaughtUp) = state.withLock { ($0.progress, $0.isCaughtUp) }
        if let progress { return .reembedding(model, done: min(progress.done, progress.total), total: progress.total) }
        guard !isCaughtUp, let counted = try? await store.embeddingProgress(for: model),
            counted.embedded < counted.total
        else {
            return .ready(model)
        }
        return .reembedding(model, done: counted.embedded, total: counted.total)
    }
}

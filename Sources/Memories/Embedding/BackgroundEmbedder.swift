import Base
import Synchronization

/// Gives every memory a vector of the current model: those whose writer did not wait, and after a change of the model
/// all of them. Searches go on meanwhile; what has no vector yet is found by its words.
final class BackgroundEmbedder: Sendable {
    private struct State {
        var progress: (done: Int, total: Int)?
        /// Whether a pass has found nothing left to do.
        var isCaughtUp = false
        /// The version of each row that the model refuses to embed; without this, one text would block all behind it.
        var refused: [Int64: Int64] = [:]
        /// Whose memories the last batch ended with.
        var place: Int64 = 0
    }

    /// More than these are forgotten, and tried again.
    static let mostRefused = 2_000

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
    /// - Throws: what the provider threw when it is unavailable; `unavailable` when it refused every text of a whole
    ///   batch, for then the fault may be its own, and it is to be asked at leisure; a `StoreFailure`.
    func embedOnce() async throws -> Int {
        let model = provider.model
        let (known, place) = state.withLock { ($0.refused, $0.place) }
        let refused = known.map { (row: $0.key, version: $0.value) }
        let batch = try await store.unembedded(for: model, except: refused, after: place, limit: Embeddings.batch)
        state.withLock { $0.place = batch.map(\.place).max() ?? 0 }
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
        let made = try await vectors(for: batch)
        if !made.isEmpty { try await store.embed(made, model: model) }
        state.withLock { $0.progress?.done += batch.count }
        guard !made.isEmpty || batch.count < Embeddings.batch else {
            throw Fault(.unavailable, "The embedding model refused \(batch.count) texts, one after the other.")
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

    private typealias Embedded = (row: Int64, version: Int64, vector: Vector)

    /// In slices, so that a person's write that comes meanwhile waits for no more than one of them.
    private func vectors(for batch: [UnembeddedMemory]) async throws -> [Embedded] {
        let capacity = provider.capacity
        var slices = capacity.slices(of: batch.map(\.searchText)).map { Array(batch[$0]) }[...]
        var made: [Embedded] = []
        while !slices.isEmpty {
            let next = slices.prefix(capacity.fullSlices)
            slices = slices.dropFirst(next.count)
            made += try await withThrowingTaskGroup(of: [Embedded].self) { group in
                for slice in next { group.addTask { try await self.vectors(ofSlice: slice) } }
                return try await group.reduce(into: []) { $0 += $1 }
            }
        }
        return made
    }

    private func vectors(ofSlice slice: [UnembeddedMemory]) async throws -> [Embedded] {
        let texts = slice.map(\.searchText)
        do {
            let vectors = try await provider.embed(texts, for: .document)
            guard provider.model.fits(vectors, of: texts) else {
                throw Fault(.internal, "The embedding model broke its contract.")
            }
            return zip(slice, vectors).map { (row: $0.row, version: $0.version, vector: $1) }
        } catch let fault as Fault where fault.code == .unavailable {
            throw fault
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            guard slice.count > 1 else {
                state.withLock { state in
                    if state.refused.count >= Self.mostRefused { state.refused = [:] }
                    state.refused[slice[0].row] = slice[0].version
                }
                return []
            }
            // One text of the slice is at fault: find it.
            var made: [Embedded] = []
            for memory in slice { made += try await vectors(ofSlice: [memory]) }
            return made
        }
    }
}

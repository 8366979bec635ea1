import Base
import Synchronization

/// The model as the rest of the room sees it: answers within a bounded time, or not at all, and never throws.
///
/// What could not be embedded in time is embedded in the background; what could not be asked by meaning is asked by words.
final class Embeddings: Sendable {
    /// How long a write or a question waits for vectors.
    static let patience = Duration.seconds(2)
    /// After a wait in vain nobody waits again for so long.
    static let pause = Duration.seconds(30)
    static let batch = 32

    enum Question: Sendable {
        case vector(Vector, EmbeddingModel)
        /// The reason is a sentence for whoever asked.
        case absent(String)
    }

    private let provider: (any EmbeddingProvider)?
    private let absence: String
    private let time: any TimeSource
    private let patience: Duration
    private let cache = EmbeddingCache(capacity: 512)
    private let lastWaitInVain = Mutex<Timestamp?>(nil)
    private let catchingUp = Mutex(false)

    /// - Parameter absence: why there is no provider, and what to do about it.
    init(_ provider: (any EmbeddingProvider)?, absence: String, time: any TimeSource, patience: Duration = Embeddings.patience) {
        self.provider = provider
        self.absence = absence
        self.time = time
        self.patience = patience
    }

    var model: EmbeddingModel? { provider?.model }

    /// Whether many memories are known to lack a vector of the model.
    var isCatchingUp: Bool {
        get { catchingUp.withLock { $0 } }
        set { catchingUp.withLock { $0 = newValue } }
    }

    func query(_ text: String) async -> Question {
        guard let provider else { return .absent("Answered by words only: \(absence)") }
        if let known = cache.vector(for: text, of: provider.model) { return .vector(known, provider.model) }
        guard let vector = await embed([text], for: .query, with: provider, limit: patience)?.first else {
            return .absent("Answered by words only: the embedding model did not answer.")
        }
        cache.keep(vector, for: text, of: provider.model)
        return .vector(vector, provider.model)
    }

    /// One for each text; nil for those that were not ready in time.
    func documents(_ texts: [String]) async -> [Vector?] {
        guard let provider else { return texts.map { _ in nil } }
        let end = ContinuousClock.now + patience
        var vectors: [Vector?] = []
        while vectors.count < texts.count {
            let batch = Array(texts[vectors.count..<min(vectors.count + Self.batch, texts.count)])
            guard let made = await embed(batch, for: .document, with: provider, limit: end - .now) else { break }
            vectors += made.map(Optional.some)
        }
        return vectors + repeatElement(nil, count: texts.count - vectors.count)
    }

    private func embed(
        _ texts: [String], for purpose: EmbeddingPurpose, with provider: any EmbeddingProvider, limit: Duration
    ) async -> [Vector]? {
        let now = time.now()
        let isPaused = lastWaitInVain.withLock { last in last.map { now.isWithin(Self.pause, of: $0) } ?? false }
        guard limit > .zero, !isPaused else { return nil }
        do {
            guard let vectors = try await within(limit, { try await provider.embed(texts, for: purpose) }) else {
                lastWaitInVain.withLock { $0 = now }
                return nil
            }
            return provider.model.fits(vectors, of: texts) ? vectors : nil
        } catch {
            return nil
        }
    }
}

extension EmbeddingModel {
    /// Whether the answer keeps the contract: one vector for each text, each of the right dimension.
    func fits(_ vectors: [Vector], of texts: [String]) -> Bool {
        vectors.count == texts.count && vectors.allSatisfy { $0.dimension == dimension }
    }
}

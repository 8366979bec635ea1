import Base
import Identity
import Traces

/// The embedding model as the rest of this target sees it: it answers within a bounded time or not at all, and never
/// throws.
///
/// A text that is not embedded in time is embedded in the background; a question that is not embedded in time uses
/// keyword search.
final class Embeddings: Sendable {
    /// How long a write or a question waits for vectors.
    static let patience = Duration.seconds(2)
    /// Memories that are embedded together in the background.
    static let batch = 32

    enum Question: Sendable {
        /// - Parameter knownShare: how much of the question's words the vector stands for, above 0 to 1.
        case vector(Vector, EmbeddingModel, knownShare: Double)
        /// The reason is a sentence for the caller.
        case absent(String)
    }

    let model: EmbeddingModel?
    /// Nil without a provider.
    let questions: EmbeddingLane?
    let writes: EmbeddingLane?
    private let provider: (any EmbeddingProvider)?
    private let absence: String
    private let cache = EmbeddingCache(capacity: 2_048)

    /// - Parameters:
    ///   - absence: why there is no provider, and what to do about it.
    ///   - alarm: waits until `patience` has passed.
    init(
        _ provider: (any EmbeddingProvider)?,
        absence: String,
        time: any TimeSource,
        patience: Duration = Embeddings.patience,
        alarm: @escaping EmbeddingLane.Alarm = { try await Task.sleep(for: $0) }
    ) {
        func lane(_ purpose: EmbeddingPurpose) -> EmbeddingLane? {
            provider.map { EmbeddingLane(to: $0, for: purpose, time: time, patience: patience, alarm: alarm) }
        }
        self.provider = provider
        model = provider?.model
        questions = lane(.query)
        writes = lane(.document)
        self.absence = absence
    }

    /// - Parameter words: the words of the text that keyword search looks up.
    func query(_ text: String, words: [String], by access: Access) async -> Question {
        guard let provider, let model, let questions else { return wordsOnly(absence) }
        let party = EmbeddingParty(access)
        if let known = cache.known(of: text, to: model, askedBy: party) {
            return .vector(known.vector, model, knownShare: known.share)
        }
        // All texts without a known word share one vector, closest to other texts that the model does not know.
        let share = await provider.knownShare(of: words)
        guard share > 0 else { return wordsOnly("the embedding model knows none of the words.") }
        let vectors = await Room.embedding.span("query") { await questions.vectors(for: [text], of: party) }
        guard let vector = vectors[0] else {
            return wordsOnly("the embedding model did not respond.")
        }
        cache.keep(.init(vector: vector, share: share), of: text, to: model, askedBy: party)
        return .vector(vector, model, knownShare: share)
    }

    private func wordsOnly(_ reason: String) -> Question { .absent(EmbeddingStatus.keywordOnly(because: reason)) }

    /// The vectors, one for each text; nil for those that were not ready in time.
    func documents(_ texts: [String], by access: Access) async -> [Vector?] {
        guard let writes else { return texts.map { _ in nil } }
        return await Room.embedding.span("document") {
            await writes.vectors(for: texts, of: EmbeddingParty(access))
        }
    }
}

extension EmbeddingModel {
    /// Whether the response keeps the contract: one vector for each text, each of the right dimension.
    func fits(_ vectors: [Vector], of texts: [String]) -> Bool {
        vectors.count == texts.count && vectors.allSatisfy { $0.dimension == dimension }
    }
}

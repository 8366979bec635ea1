import Base
import Identity

/// The model as the rest of the room sees it: answers within a bounded time, or not at all, and never throws.
///
/// What could not be embedded in time is embedded in the background; what could not be asked by meaning is asked by
/// words.
final class Embeddings: Sendable {
    /// How long a write or a question waits for vectors.
    static let patience = Duration.seconds(2)
    /// Memories that are embedded together in the background.
    static let batch = 32

    enum Question: Sendable {
        case vector(Vector, EmbeddingModel)
        /// The reason is a sentence for whoever asked.
        case absent(String)
    }

    let model: EmbeddingModel?
    /// Nil without a provider.
    let questions: EmbeddingLane?
    let writes: EmbeddingLane?
    private let absence: String
    private let cache = EmbeddingCache(capacity: 2_048)

    /// - Parameters:
    ///   - absence: why there is no provider, and what to do about it.
    ///   - alarm: what waits for `patience` to pass.
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
        model = provider?.model
        questions = lane(.query)
        writes = lane(.document)
        self.absence = absence
    }

    func query(_ text: String, by access: Access) async -> Question {
        guard let model, let questions else { return .absent("Answered by words only: \(absence)") }
        let party = EmbeddingParty(access)
        if let known = cache.vector(for: text, of: model, askedBy: party) { return .vector(known, model) }
        guard let vector = await questions.vectors(for: [text], of: party)[0] else {
            return .absent("Answered by words only: the embedding model did not answer.")
        }
        cache.keep(vector, for: text, of: model, askedBy: party)
        return .vector(vector, model)
    }

    /// One for each text; nil for those that were not ready in time.
    func documents(_ texts: [String], by access: Access) async -> [Vector?] {
        await writes?.vectors(for: texts, of: EmbeddingParty(access)) ?? texts.map { _ in nil }
    }
}

extension EmbeddingModel {
    /// Whether the answer keeps the contract: one vector for each text, each of the right dimension.
    func fits(_ vectors: [Vector], of texts: [String]) -> Bool {
        vectors.count == texts.count && vectors.allSatisfy { $0.dimension == dimension }
    }
}

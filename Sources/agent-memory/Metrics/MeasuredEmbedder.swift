import CoreMetrics
import Memories

/// An embedding model whose calls are measured.
struct MeasuredEmbedder: EmbeddingProvider {
    private let provider: any EmbeddingProvider
    private let durations: Instruments<EmbeddingPurpose, Timer>
    private let texts: Instruments<Outcome, Counter>
    private let inFlight: Meter

    private struct Outcome: Hashable {
        let purpose: EmbeddingPurpose
        let isSuccess: Bool
    }

    init(_ provider: any EmbeddingProvider, _ metrics: ServerMetrics) {
        self.provider = provider
        durations = Instruments { metrics.timer(.embeddingDuration, [("purpose", "\($0)")]) }
        texts = Instruments {
            metrics.counter(
                .embeddedTexts,
                [("purpose", "\($0.purpose)"), ("outcome", $0.isSuccess ? "success" : "failure")]
            )
        }
        inFlight = metrics.gauge(.embeddingInFlight)
    }

    var model: EmbeddingModel { provider.model }
    var capacity: EmbeddingCapacity { provider.capacity }

    func knownShare(of words: [String]) async -> Double { await provider.knownShare(of: words) }

    func embed(_ texts: [String], for purpose: EmbeddingPurpose) async throws -> [Vector] {
        let start = ContinuousClock.now
        inFlight.increment(by: Double(texts.count))
        var isSuccess = false
        defer {
            inFlight.decrement(by: Double(texts.count))
            durations[purpose].record(since: start)
            self.texts[Outcome(purpose: purpose, isSuccess: isSuccess)].increment(by: texts.count)
        }
        let vectors = try await provider.embed(texts, for: purpose)
        isSuccess = true
        return vectors
    }
}

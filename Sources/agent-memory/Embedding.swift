import Base
import LocalEmbedding
import Memories
import Outbound
import Settings

/// The embedder that the settings ask for, and what to say about it.
struct Embedding {
    let provider: (any EmbeddingProvider)?
    /// Why there is none, and what to do about it; begins in lower case, for it is said after a colon.
    let absence: String
    /// One sentence for start-up.
    let sentence: String
    /// Loads what would otherwise be loaded by the first search.
    let preload: @Sendable () async throws -> Void
    /// Ends its connections, once, after the last use.
    let close: @Sendable () async -> Void

    /// - Throws: `Fault` when the endpoint cannot be used; it is asked once when `embedding.dimension` is not set.
    static func make(_ settings: ServerSettings) async throws -> Embedding {
        switch settings.embedding.provider {
        case .none:
            return Embedding(absent: "embedding.provider is none.")
        case .openai:
            let embedder = try await OpenAICompatibleEmbedder.connect(settings.embedding.endpoint)
            return Embedding(embedder, "\(embedder.model.name) of \(settings.embedding.url ?? "")", close: { await embedder.shutdown() })
        case .local:
            let models = Wiring.models(settings)
            guard let model = models.installed().first else {
                return Embedding(
                    absent: "no embedding model is installed; install one with `agent-memory model install` and start again.")
            }
            let embedder = try LocalEmbedder(store: models, name: model.name)
            return Embedding(embedder, "\(model.name), in this process", preload: { try await embedder.preload() })
        }
    }

    private init(
        _ provider: any EmbeddingProvider, _ name: String, preload: @escaping @Sendable () async throws -> Void = {},
        close: @escaping @Sendable () async -> Void = {}
    ) {
        self.provider = provider
        self.preload = preload
        self.close = close
        absence = ""
        sentence = "Memories are found by meaning (\(name)) and by words."
    }

    private init(absent absence: String) {
        provider = nil
        preload = {}
        close = {}
        self.absence = absence
        sentence = "Memories are found by words only: \(absence)"
    }
}

extension EmbeddingSettings {
    fileprivate var endpoint: OpenAICompatibleEmbedder.Options {
        var options = OpenAICompatibleEmbedder.Options(url: url ?? "", model: model ?? "")
        options.key = key
        options.dimension = dimension
        options.sendsDimension = sendsDimension
        options.queryPrefix = queryPrefix
        options.documentPrefix = documentPrefix
        options.batchTexts = batch
        options.attemptTime = .seconds(timeoutSeconds)
        options.totalTime = .seconds(2 * timeoutSeconds)
        return options
    }
}

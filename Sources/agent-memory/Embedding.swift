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

    init(_ settings: ServerSettings) throws {
        switch settings.embedding.provider {
        case .none:
            self.init(absent: "embedding.provider is none.")
        case .openai:
            throw CommandFailure("embedding.url cannot be used yet.")
        case .local:
            let models = Wiring.models(settings)
            guard let model = models.installed().first else {
                self.init(absent: "no embedding model is installed; install one with `agent-memory model install` and start again.")
                return
            }
            let embedder = try LocalEmbedder(store: models, name: model.name)
            self.init(embedder, "\(model.name), in this process") { try await embedder.preload() }
        }
    }

    private init(_ provider: any EmbeddingProvider, _ name: String, preload: @escaping @Sendable () async throws -> Void) {
        self.provider = provider
        self.preload = preload
        absence = ""
        sentence = "Memories are found by meaning (\(name)) and by words."
    }

    private init(absent absence: String) {
        provider = nil
        preload = {}
        self.absence = absence
        sentence = "Memories are found by words only: \(absence)"
    }
}

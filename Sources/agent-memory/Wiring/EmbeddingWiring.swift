import Base
import LocalEmbedding
import Memories
import Outbound
import SQLStorage
import Settings

/// The embedder of the settings, and the messages about it.
struct Embedding {
    let provider: (any EmbeddingProvider)?
    /// Why there is no embedder, and what to do about it. Begins in lower case, because it follows a colon.
    let absence: String
    /// One sentence for start-up.
    let sentence: String
    /// Loads the model before the first search would.
    let preload: @Sendable () async throws -> Void
    /// Whether the first search need not wait for the model; also when there is none, or it is elsewhere.
    let isLoaded: @Sendable () -> Bool
    /// Ends its connections, once, after the last use.
    let close: @Sendable () async -> Void

    /// - Throws: `CommandFailure` when the endpoint does not return a vector to measure, and neither
    ///   `embedding.dimension` nor a vector in the database gives the dimension.
    static func make(_ settings: ServerSettings, stores: Stores) async throws -> Embedding {
        switch settings.embedding.provider {
        case .none:
            return Embedding(absent: "embedding.provider is set to none.")
        case .openai:
            return try await endpoint(settings.embedding, stores: stores)
        case .local:
            let models = Wiring.models(settings)
            guard let model = models.installed().first else {
                return Embedding(
                    absent:
                        "no embedding model is installed; install one with `agent-memory model install` and start again."
                )
            }
            let embedder = try LocalEmbedder(store: models, name: model.name)
            return Embedding(
                embedder,
                "\(model.name), in this process",
                preload: { try await embedder.preload() },
                isLoaded: { embedder.isLoaded }
            )
        }
    }

    private static func endpoint(_ settings: EmbeddingSettings, stores: Stores) async throws -> Embedding {
        let url = settings.shownURL
        var options = settings.endpoint
        options.lastDimension = try await stores.dimension(ofModel: options.model)
        do {
            let embedder = try await OpenAICompatibleEmbedder.connect(options)
            let awaited = embedder.absence.map { " Until it responds, keyword search only: \(reason($0))." } ?? ""
            return Embedding(
                embedder,
                "\(embedder.model.name) of \(url)",
                remark: awaited,
                close: { await embedder.shutdown() }
            )
        } catch let fault as Fault where fault.cause != nil {
            throw CommandFailure(
                "\(url) was asked for a vector of \(options.model), to measure its length: \(reason(fault)). Check embedding.url, "
                    + "embedding.model and embedding.key, or set embedding.dimension to start without asking."
            )
        }
    }

    /// Requests one vector from the endpoint, once, so that an operator can test it before the first memory is stored.
    /// - Returns: the length of the vector.
    /// - Throws: `CommandFailure` with what was wrong.
    static func examine(_ settings: EmbeddingSettings) async throws -> Int {
        var options = settings.endpoint
        options.attempts = 1
        do {
            let embedder = try await OpenAICompatibleEmbedder.connect(options)
            let answer: Result<[Vector], any Error>
            do { answer = .success(try await embedder.embed(["probe"], for: .query)) } catch {
                answer = .failure(error)
            }
            await embedder.shutdown()
            return try answer.get()[0].dimension
        } catch let fault as Fault {
            throw CommandFailure(fault.detail + (fault.cause.map { " (\($0))" } ?? ""))
        }
    }

    /// The cause of a fault, for the operator only: callers must not see it.
    private static func reason(_ fault: Fault) -> String {
        fault.cause.map { "\($0)" } ?? fault.detail
    }

    private init(
        _ provider: any EmbeddingProvider,
        _ name: String,
        remark: String = "",
        preload: @escaping @Sendable () async throws -> Void = {},
        isLoaded: @escaping @Sendable () -> Bool = { true },
        close: @escaping @Sendable () async -> Void = {}
    ) {
        self.provider = provider
        self.preload = preload
        self.isLoaded = isLoaded
        self.close = close
        absence = ""
        sentence = "Semantic search (\(name)) and keyword search.\(remark)"
    }

    private init(absent absence: String) {
        provider = nil
        preload = {}
        isLoaded = { true }
        close = {}
        self.absence = absence
        sentence = EmbeddingStatus.keywordOnly(because: absence)
    }
}

extension EmbeddingSettings {
    /// The URL for messages and the log, without its query, which may contain a key.
    var shownURL: String { ShownText.of(url ?? "", isURL: true) }

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

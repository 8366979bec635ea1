package import Base

/// How texts become vectors.
package struct EmbeddingSettings: Sendable {
    package enum Provider: String, Sendable, Hashable, CaseIterable {
        /// In this process, offline.
        case local
        /// An OpenAI-compatible endpoint.
        case openai
        /// Keyword search only.
        case none
    }

    package let provider: Provider
    package let url: String?
    package let model: String?
    package let dimension: Int?
    package let sendsDimension: Bool
    package let key: Secret?
    package let queryPrefix: String
    package let documentPrefix: String
    package let batch: Int
    package let timeoutSeconds: Int

    init(_ s: SettingReader) {
        let stated = s.optional(
            "embedding.provider",
            form: "local | openai | none",
            "Where vectors for semantic search come from. `local`: the installed model, in this process. `openai`: the endpoint "
                + "`embedding.url`. `none`: keyword search only. Default: `openai` if `embedding.url` is set, else `local`."
        )
        url = s.optional(
            "embedding.url",
            form: "URL",
            "The URL of an OpenAI-compatible endpoint, up to and including `/v1` (OpenAI, Ollama, vLLM)."
        )
        model = s.optional("embedding.model", "The name of the model at `embedding.url`.")
        dimension = s.optionalInt(
            "embedding.dimension",
            in: 1...8_192,
            "The length of the vectors of `embedding.model`. By default the server requests one vector at start and measures it; if the "
                + "endpoint does not respond, the last known length is used."
        )
        sendsDimension = s.bool(
            "embedding.sendDimension",
            default: false,
            "Send `embedding.dimension` to the endpoint as OpenAI's `dimensions`. Few other servers support it."
        )
        key = s.secret("embedding.key", form: .header, "The API key, sent to `embedding.url` as a bearer token.")
        queryPrefix = s.verbatim(
            "embedding.queryPrefix",
            "Text to put before a query, for models that need it (`query: `)."
        )
        documentPrefix = s.verbatim(
            "embedding.documentPrefix",
            "Text to put before a memory, for models that need it (`passage: `)."
        )
        batch = s.int("embedding.batch", default: 32, in: 1...2_048, "Texts per request to `embedding.url`.")
        timeoutSeconds = s.int(
            "embedding.timeoutSeconds",
            default: 30,
            in: 1...600,
            "Seconds to wait for a response of `embedding.url`."
        )
        if let stated, Provider(rawValue: stated) == nil {
            s.note("embedding.provider: “\(stated)” is not one of local | openai | none.")
        }
        provider = stated.flatMap(Provider.init(rawValue:)) ?? (url == nil ? .local : .openai)
        if provider == .openai {
            if url == nil { s.note("embedding.provider is openai, but embedding.url is not set.") }
            if model == nil { s.note("embedding.url is set, but embedding.model is not.") }
        }
    }
}

package import Base

/// How texts become vectors.
package struct EmbeddingSettings: Sendable {
    package enum Provider: String, Sendable, Hashable, CaseIterable {
        /// In this process, offline.
        case local
        /// An OpenAI-compatible endpoint.
        case openai
        /// Words only.
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
            "`local` runs the installed model in this process; `openai` asks `embedding.url`; `none` searches by words only. "
                + "By default `openai` when `embedding.url` is set, else `local`."
        )
        url = s.optional(
            "embedding.url",
            form: "URL",
            "An OpenAI-compatible endpoint up to and including `/v1`: OpenAI, Ollama, vLLM."
        )
        model = s.optional("embedding.model", "The model to ask `embedding.url` for.")
        dimension = s.optionalInt(
            "embedding.dimension",
            in: 1...8_192,
            "The length of the vectors of `embedding.model`; without it one vector is asked for at start, and counted. When nobody answers "
                + "then, it is what it was before."
        )
        sendsDimension = s.bool(
            "embedding.sendDimension",
            default: false,
            "Ask `embedding.url` for vectors of `embedding.dimension`, with OpenAI's member `dimensions`; few other servers know it."
        )
        key = s.secret("embedding.key", form: .header, "Sent to `embedding.url` as a bearer token.")
        queryPrefix = s.verbatim("embedding.queryPrefix", "Put before a question, for models that want it (`query: `).")
        documentPrefix = s.verbatim(
            "embedding.documentPrefix",
            "Put before a memory, for models that want it (`passage: `)."
        )
        batch = s.int("embedding.batch", default: 32, in: 1...2_048, "Texts per request to `embedding.url`.")
        timeoutSeconds = s.int(
            "embedding.timeoutSeconds",
            default: 30,
            in: 1...600,
            "Seconds that `embedding.url` is given to answer."
        )
        if let stated, Provider(rawValue: stated) == nil {
            s.note("embedding.provider: “\(stated)” is none of local | openai | none.")
        }
        provider = stated.flatMap(Provider.init(rawValue:)) ?? (url == nil ? .local : .openai)
        if provider == .openai {
            if url == nil { s.note("embedding.provider is openai, but embedding.url is not set.") }
            if model == nil { s.note("embedding.url is set, but embedding.model is not.") }
        }
    }
}

package import Base
package import Memories

/// The language model that extracts memories from conversations.
package struct LanguageSettings: Sendable {
    /// Nil without a language model.
    package let url: String?
    package let model: String
    package let key: Secret?
    package let timeoutSeconds: Int
    package let options: LanguageOptions

    init(_ s: SettingReader) {
        url = s.optional(
            "llm.url",
            form: "URL",
            """
            The URL of a language model with OpenAI's chat API, up to and including `/v1` (OpenAI, Ollama, vLLM). If set, the server \
            sends it the messages of working memory, to extract memories from them. http only on private addresses.
            """
        )
        let model = s.optional("llm.model", "The name of the model at `llm.url`.")
        key = s.secret("llm.key", form: .header, "The API key, sent to `llm.url` as a bearer token.")
        timeoutSeconds = s.int(
            "llm.timeoutSeconds",
            default: 60,
            in: 1...600,
            "Seconds to wait for an answer of `llm.url`."
        )
        var options = LanguageOptions()
        options.delay = .seconds(
            s.int(
                "llm.delaySeconds",
                default: 10,
                in: 0...3_600,
                "Seconds that the first new message of a session waits for more, so that one call extracts from all of them."
            )
        )
        options.callsOfPerson = s.int(
            "llm.personCalls",
            default: options.callsOfPerson,
            in: 1...1_000_000,
            "Maximum calls of the model in a day (UTC) for one user of a workspace."
        )
        options.callsOfAll = s.int(
            "llm.calls",
            default: options.callsOfAll,
            in: 1...10_000_000,
            "Maximum calls of the model in a day (UTC) for all users together."
        )
        self.options = options
        if url != nil, model == nil { s.note("llm.url is set, but llm.model is not.") }
        if url == nil, model != nil { s.note("llm.model is set, but llm.url is not.") }
        self.model = model ?? ""
    }
}

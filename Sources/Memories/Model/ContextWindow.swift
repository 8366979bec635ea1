/// How much of a conversation fits the model that will read it.
package struct ContextWindow: Sendable, Hashable {
    /// The name of a model; the server knows the windows of common ones.
    package var modelName: String?
    /// Tokens; takes precedence over the model's window.
    package var maxTokens: Int?
    package var recentMessagesLimit: Int?

    package init(modelName: String? = nil, maxTokens: Int? = nil, recentMessagesLimit: Int? = nil) {
        self.modelName = modelName
        self.maxTokens = maxTokens
        self.recentMessagesLimit = recentMessagesLimit
    }
}

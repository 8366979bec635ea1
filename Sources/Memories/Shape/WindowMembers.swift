/// The members that say how much of a conversation the model can read.
package enum WindowMembers {
    package static let modelName = Member(
        "model_name",
        \ContextWindow.modelName,
        "The model that will read the response; the server knows the windows of common models."
    )
    package static let maxTokens = Member(
        "context_window_max",
        \ContextWindow.maxTokens,
        "The context window in tokens; takes precedence over model_name.",
        shape: .integer(1...100_000_000)
    )
    package static let recentMessages = Member(
        "recent_messages_limit",
        \ContextWindow.recentMessagesLimit,
        "Only this many of the latest messages.",
        shape: .integer(1...1_000_000)
    )

    package static let all = [modelName, maxTokens, recentMessages]
}

import Base
import Memories

/// A conversation's working memory, as agents see and write it.
enum SessionShape {
    static let message: [Member<Message>] = [
        MessageMembers.role.presented(shape: .text, isRequired: true), MessageMembers.content,
        MessageMembers.id.presented(shape: .text), MessageMembers.createdAt,
    ]

    private static let members: [Member<WorkingMemory>] = [
        SessionMembers.sessionID, SessionMembers.userID, SessionMembers.namespace, SessionMembers.context,
        SessionMembers.timeToLive.presented(shape: .count), SessionMembers.updatedAt,
    ]

    private static let percentageUsed = SessionMembers.percentageUsed.presented(as: "context_percentage_used")

    static let properties =
        members.map(\.told) + [
            SessionMembers.data.told, percentageUsed.told,
            Shape.Property(
                "messages",
                .list(of: .record(message.map(\.property))),
                "What was said, oldest first.",
                isRequired: true
            ),
            Shape.Property(
                "memories",
                .list(of: .record(MemoryShape.properties)),
                "Memories on their way to long-term memory.",
                isRequired: true
            ),
        ]

    static func json(_ view: WorkingMemoryView) -> JSONValue {
        let memory = view.memory
        var values = members.values(of: memory).merging([percentageUsed].values(of: view)) { $1 }
        values["messages"] = .array(memory.messages.map { .object(message.values(of: $0)) })
        values["memories"] = .array(memory.memories.map(MemoryShape.json))
        if memory.data?.object != nil { values[SessionMembers.data.name] = memory.data }
        return .object(values)
    }

    /// Leaves the id empty when there is none; the service generates one.
    static func message(_ item: Arguments, in call: Call) -> Message {
        var result = Message(id: "", role: "", content: "", createdAt: call.now)
        item.read(message, into: &result)
        return result
    }

    /// The arguments that say how much of a conversation the model can read.
    static let window: [Shape.Property] = [
        Shape.Property("recent_messages_limit", .integer(1...10_000), "Only this many of the latest messages."),
        Shape.Property("model_name", .text, "The model that will read it; known names have known windows."),
        Shape.Property(
            "context_window_max",
            .integer(1...100_000_000),
            "The context window in tokens; takes precedence over model_name."
        ),
    ]

    static func window(_ arguments: Arguments) -> ContextWindow? {
        let window = ContextWindow(
            modelName: arguments.string("model_name"),
            maxTokens: arguments.integer("context_window_max"),
            recentMessagesLimit: arguments.integer("recent_messages_limit")
        )
        return window == ContextWindow() ? nil : window
    }
}

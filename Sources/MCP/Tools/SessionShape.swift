import Base
import Memories

/// A conversation's working memory, as agents see and write it.
enum SessionShape {
    static let message = [
        Shape.Member("role", .text, "user, assistant, system or tool.", isRequired: true),
        Shape.Member("content", .string, "What was said.", isRequired: true),
        Shape.Member("id", .text, "Names the message; made up when left out."),
        Shape.Member("created_at", .dateTime, "When it was said (ISO 8601); now when left out."),
    ]

    static let members: [Shape.Member] = [
        Shape.Member("session_id", .string, "The conversation.", isRequired: true),
        Shape.Member("user_id", .string, "Whose it is."),
        Shape.Member("namespace", .string, "The group it belongs to."),
        Shape.Member(
            "messages",
            .list(of: .record(message), count: 0...Int.max),
            "What was said, oldest first.",
            isRequired: true
        ),
        Shape.Member("context", .string, "A summary of what was said before the messages."),
        Shape.Member("data", .object, "Free JSON of the application."),
        Shape.Member(
            "memories",
            .list(of: .record(MemoryShape.members), count: 0...Int.max),
            "Memories on their way to long-term memory.",
            isRequired: true
        ),
        Shape.Member("ttl_seconds", .integer(0...Int.max), "How long after the last change the session is kept."),
        Shape.Member("updated_at", .dateTime, "When it was last changed.", isRequired: true),
        Shape.Member("context_percentage_used", .number, "How full the context window is, 0 to 100."),
    ]

    static func json(_ view: WorkingMemoryView) -> JSONValue {
        let memory = view.memory
        var values: [String: JSONValue] = [
            "session_id": .string(memory.key.sessionID), "messages": .array(memory.messages.map(json)),
            "memories": .array(memory.memories.map(MemoryShape.json)),
            "updated_at": .string(memory.updatedAt.description),
        ]
        values["user_id"] = memory.key.userID.map(JSONValue.string)
        values["namespace"] = memory.key.namespace.map(JSONValue.string)
        values["context"] = memory.context.map(JSONValue.string)
        if memory.data?.object != nil { values["data"] = memory.data }
        values["ttl_seconds"] = memory.ttlSeconds.map { .integer(Int64($0)) }
        values["context_percentage_used"] = view.percentageTotalUsed.map(JSONValue.number)
        return .object(values)
    }

    private static func json(_ message: Message) -> JSONValue {
        [
            "role": .string(message.role), "content": .string(message.content), "id": .string(message.id),
            "created_at": .string(message.createdAt.description),
        ]
    }

    static func message(_ item: Arguments, in call: Call) -> Message {
        Message(
            id: item.string("id") ?? call.newID(),
            role: item.text("role"),
            content: item.text("content"),
            createdAt: item.date("created_at") ?? call.now
        )
    }

    /// The arguments that say how much of a conversation fits.
    static let window: [Shape.Member] = [
        Shape.Member("recent_messages_limit", .integer(1...10_000), "Only this many of the latest messages."),
        Shape.Member("model_name", .text, "The model that will read it; a known name has a known context window."),
        Shape.Member(
            "context_window_max",
            .integer(1...100_000_000),
            "The context window in tokens; wins over model_name."
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

import Base
import Memories

/// A conversation's working memory, as agents see and write it.
enum SessionShape {
    static let message: [Member<Message>] = [
        MessageMembers.role, MessageMembers.content.presented(shape: .text, isRequired: true), MessageMembers.id,
        MessageMembers.createdAt,
    ]

    private static let members: [Member<WorkingMemory>] = [
        SessionMembers.sessionID, SessionMembers.userID, SessionMembers.namespace, SessionMembers.context,
        SessionMembers.timeToLive, SessionMembers.updatedAt,
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

    /// The argument that names the conversation.
    static func id(_ description: String) -> Member<Memory> {
        MemoryMembers.sessionID.presented(description, isRequired: true)
    }

    /// The arguments that say how much of a conversation the model can read.
    static func window(_ limits: MemoryLimits) -> [Shape.Property] {
        WindowMembers.all.map { $0.property(under: limits) }
    }

    static func window(_ arguments: Arguments) -> ContextWindow? {
        var window = ContextWindow()
        arguments.read(WindowMembers.all, into: &window)
        return window == ContextWindow() ? nil : window
    }
}

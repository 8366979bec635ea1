import Base
import Identity
import Memories

struct SetWorkingMemoryTool: Tool {
    let name = "set_working_memory"
    let title = "Set working memory"
    let description = """
        Store the working memory of one conversation, replacing what was there: its latest messages, a summary of what came \
        before (context) and free data. Memories given with it move to long-term memory in the background. For facts that \
        outlive the conversation add_memories is enough; use this to let another agent or a later run continue here.
        """
    let action = Action.write
    let hints = ToolHints.changes

    let input: [Shape.Property]

    init(_ limits: MemoryLimits) {
        let message = SessionShape.message.map { $0.property(under: limits) }
        input =
            [
                SessionShape.id("The conversation; choose a name that only you use.").property(under: limits),
                SessionMembers.namespace.presented(
                    "A label that groups conversations, such as the name of a project."
                ).property(under: limits),
                Shape.Property(
                    "messages",
                    .list(of: .record(message), count: 0...limits.messagesPerSession),
                    "What was said, oldest first.",
                    fallback: []
                ),
                Shape.Property(
                    "memories",
                    .list(of: .record(NewMemoryShape.properties(limits)), count: 0...limits.batchSize),
                    "Facts to move to long-term memory.",
                    fallback: []
                ),
            ] + Self.members.map { $0.property(under: limits) }
    }

    private static let members: [Member<WorkingMemory>] = [
        SessionMembers.context.presented(),
        SessionMembers.data.presented("JSON data to keep with the conversation."),
        SessionMembers.timeToLive.presented(
            "Seconds until the conversation is deleted; without it, it never expires."
        ),
    ]

    let output = SessionShape.properties

    func run(_ arguments: Arguments, in call: Call) async throws -> JSONValue {
        let access = try call.access(to: action, arguments)
        let session = arguments.text("session_id")
        let namespace = arguments.string("namespace")
        let memories = (arguments.records("memories") ?? []).map { item in
            var memory = NewMemoryShape.memory(item, author: access.author, in: call)
            memory.sessionID = memory.sessionID ?? session
            memory.namespace = memory.namespace ?? namespace
            return memory
        }
        var memory = WorkingMemory(
            key: SessionKey(sessionID: session, userID: access.author, namespace: namespace),
            messages: (arguments.records("messages") ?? []).map { SessionShape.message($0, in: call) },
            memories: memories,
            createdAt: call.now,
            updatedAt: call.now,
            lastAccessed: call.now
        )
        arguments.read(Self.members, into: &memory)
        return SessionShape.json(try await call.service.setWorkingMemory(access, memory, window: nil))
    }
}

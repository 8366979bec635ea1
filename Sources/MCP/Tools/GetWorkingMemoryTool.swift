import Base
import Identity
import Memories

struct GetWorkingMemoryTool: Tool {
    let name = "get_working_memory"
    let title = "Get working memory"
    let description = """
        Read the working memory of one conversation: its messages, the summary of what came before them, and the data kept with \
        it. Call it to pick up a conversation where it was left.
        """
    let action = Action.read
    let hints = ToolHints.reads

    let input: [Shape.Property]
    let output = SessionShape.properties

    init(_ limits: MemoryLimits) {
        input =
            [
                SessionShape.id("The conversation.").property(under: limits),
                SessionMembers.namespace.presented("The namespace it was stored under.").property(under: limits),
            ] + SessionShape.window(limits)
    }

    func run(_ arguments: Arguments, in call: Call) async throws -> JSONValue {
        let access = try call.access(to: action, arguments)
        let key = SessionKey(
            sessionID: arguments.text("session_id"),
            userID: arguments.string("user_id"),
            namespace: arguments.string("namespace")
        )
        return SessionShape.json(
            try await call.service.workingMemory(access, key, window: SessionShape.window(arguments))
        )
    }
}

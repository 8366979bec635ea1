import Base
import Identity
import Memories

struct DeleteTool: Tool {
    let name = "delete_memories"
    let title = "Delete memories"
    let description = """
        Delete long-term memories for good, by their ids. Call it when the user asks you to forget something, or a memory is \
        wrong and nothing true is left of it. Find the ids with search_memory first, and ask the user before deleting more than \
        they named. Cannot be undone.
        """
    let action = Action.write
    let hints = ToolHints.destroys
    let input: [Shape.Property]
    let output = [
        Shape.Property(
            "deleted",
            .integer(0...Int.max),
            "How many were deleted; ids that do not exist are ignored.",
            isRequired: true
        )
    ]

    init(_ limits: MemoryLimits) {
        input = [MemoryIDsShape.property(limits)]
    }

    func run(_ arguments: Arguments, in call: Call) async throws -> JSONValue {
        let access = try call.access(to: action, arguments)
        let count = try await call.service.delete(access, ids: MemoryIDsShape.ids(arguments))
        return ["deleted": .integer(Int64(count))]
    }
}

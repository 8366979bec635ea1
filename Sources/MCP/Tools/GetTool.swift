import Base
import Identity
import Memories

struct GetTool: Tool {
    let name = "get_memory"
    let title = "Get a memory"
    let description = """
        Read one long-term memory by its id, for instance to check it before you change it. To find memories by what they say, \
        use search_memory.
        """
    let action = Action.read
    let hints = ToolHints.reads
    let input = [
        Shape.Property("memory_id", .text, "The id from search_memory or list_memories.", isRequired: true)
    ]
    let output = MemoryShape.detailedProperties

    func run(_ arguments: Arguments, in call: Call) async throws -> JSONValue {
        let access = try call.access(to: action, arguments)
        return MemoryShape.detailed(try await call.service.memory(access, id: arguments.text("memory_id")))
    }
}

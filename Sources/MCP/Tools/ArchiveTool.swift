import Base
import Identity
import Memories

struct ArchiveTool: Tool {
    let name = "archive_memories"
    let title = "Archive memories"
    let description = """
        Put long-term memories away, by their ids: searches and lists then leave them out unless they ask with archived, and \
        nothing is lost. Call it for what is no longer needed but may matter again, such as a finished project. Use \
        delete_memories only for what must be gone. With archived: false it takes them out of the archive again.
        """
    let action = Action.write
    let hints = ToolHints.changes
    let input: [Shape.Property]
    let output = [
        Shape.Property(
            "changed",
            .integer(0...Int.max),
            "How many were archived, or taken out; ids that do not exist, and those that were so already, are ignored.",
            isRequired: true
        )
    ]

    init(_ limits: MemoryLimits) {
        input = [
            MemoryIDsShape.property(limits),
            Shape.Property(
                MemoryMembers.archived.name,
                .flag,
                "false takes them out of the archive.",
                fallback: true
            ),
        ]
    }

    func run(_ arguments: Arguments, in call: Call) async throws -> JSONValue {
        let access = try call.access(to: action, arguments)
        let ids = MemoryIDsShape.ids(arguments)
        let isArchiving = arguments.flag(MemoryMembers.archived.name) ?? true
        let count =
            try await isArchiving
            ? call.service.archive(access, ids: ids) : call.service.unarchive(access, ids: ids)
        return ["changed": .integer(Int64(count))]
    }
}

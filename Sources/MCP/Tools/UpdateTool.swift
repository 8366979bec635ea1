import Base
import Identity
import Memories

struct UpdateTool: Tool {
    let name = "update_memory"
    let title = "Update a memory"
    let description = """
        Change one long-term memory: correct it, bring it up to date, or give it topics. Name only what changes; everything else \
        stays. A new text replaces the old one whole, so write the complete sentence. Use it instead of delete_memories and \
        add_memories when a fact has changed.
        """
    let action = Action.write
    let hints = ToolHints.changes

    let input = [
        Shape.Member("memory_id", .text, "The id as search_memory or list_memories gave it.", isRequired: true),
        Shape.Member("text", .text, "The new text, complete."),
        Shape.Member("memory_type", .choice(MemoryKind.names), MemoryKind.explanation),
        Shape.Member("topics", .list(of: .text, count: 0...100), "All topics; replaces those it has."),
        Shape.Member("entities", .list(of: .text, count: 0...100), "All entities; replaces those it has."),
        Shape.Member("namespace", .text, "The namespace to move it to."),
        Shape.Member("session_id", .text, "The conversation to file it under."),
        Shape.Member("event_date", .dateTime, "When the event happened (ISO 8601)."),
        Shape.Member("pinned", .flag, "true keeps it out of every clean-up."),
        Shape.Member("metadata", .object, "Free JSON; replaces what it has."),
    ]
    let output = MemoryShape.members

    func run(_ arguments: Arguments, in call: Call) async throws -> JSONValue {
        let access = try call.access(to: action, arguments)
        var revision = Memories.Revision()
        revision.text = arguments.string("text")
        revision.kind = arguments.choice("memory_type")
        revision.topics = arguments.strings("topics")
        revision.entities = arguments.strings("entities")
        revision.namespace = arguments.string("namespace")
        revision.sessionID = arguments.string("session_id")
        revision.eventDate = arguments.date("event_date")
        revision.pinned = arguments.flag("pinned")
        revision.metadata = arguments.value("metadata")
        return MemoryShape.json(try await call.service.revise(access, id: arguments.text("memory_id"), revision))
    }
}

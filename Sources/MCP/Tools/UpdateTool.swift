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

    let input: [Shape.Property]
    let output = MemoryShape.properties

    private static let changes: [Member<Memories.Revision>] = [
        MemoryMembers.text.kept(at: \.text).presented("The complete new text."),
        MemoryMembers.kind.kept(at: \.kind).presented(),
        MemoryMembers.topics.kept(at: \.topics).presented("All topics; replaces those it has."),
        MemoryMembers.entities.kept(at: \.entities).presented("All entities; replaces those it has."),
        MemoryMembers.namespace.kept(at: \.namespace).presented("The namespace to move it to."),
        MemoryMembers.sessionID.kept(at: \.sessionID).presented("The conversation that it belongs to."),
        MemoryMembers.eventDate.kept(at: \.eventDate).presented("When the event happened (ISO 8601)."),
        MemoryMembers.pinned.kept(at: \.pinned).presented("true keeps it out of every clean-up."),
        MemoryMembers.archived.kept(at: \.archived).presented(
            "true puts it away: searches leave it out, and nothing is lost. false takes that back."
        ),
        MemoryMembers.metadata.kept(at: \.metadata).presented("JSON data; replaces the existing data."),
        MemoryMembers.supersedes.kept(at: \.supersedes).presented(MemoryMembers.addedSupersedes),
    ]

    init(_ limits: MemoryLimits) {
        input =
            [Shape.Property("memory_id", .text, "The id from search_memory or list_memories.", isRequired: true)]
            + Self.changes.map { $0.property(under: limits) }
    }

    func run(_ arguments: Arguments, in call: Call) async throws -> JSONValue {
        let access = try call.access(to: action, arguments)
        var revision = Memories.Revision()
        arguments.read(Self.changes, into: &revision)
        return MemoryShape.json(try await call.service.revise(access, id: arguments.text("memory_id"), revision))
    }
}

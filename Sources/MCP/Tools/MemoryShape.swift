import Base
import Memories

/// A memory as agents see it: the names of the Redis server's API, without the bookkeeping no agent needs.
enum MemoryShape {
    static let members: [Shape.Member] = [
        Shape.Member(
            "id",
            .string,
            "Names the memory in get_memory, update_memory and delete_memories.",
            isRequired: true
        ),
        Shape.Member("text", .string, "What is remembered.", isRequired: true),
        Shape.Member("memory_type", .choice(MemoryKind.names), MemoryKind.explanation, isRequired: true),
        Shape.Member("topics", .list(of: .string, count: 0...Int.max), "Topics it belongs to.", isRequired: true),
        Shape.Member(
            "entities",
            .list(of: .string, count: 0...Int.max),
            "People, places and things it names.",
            isRequired: true
        ),
        Shape.Member("user_id", .string, "Whose it is."),
        Shape.Member("namespace", .string, "The group of memories it belongs to."),
        Shape.Member("session_id", .string, "The conversation it comes from."),
        Shape.Member("event_date", .dateTime, "When the event happened."),
        Shape.Member("created_at", .dateTime, "When it was stored.", isRequired: true),
        Shape.Member("updated_at", .dateTime, "When it was last changed.", isRequired: true),
        Shape.Member("pinned", .flag, "Never forgotten by a clean-up.", isRequired: true),
        Shape.Member("metadata", .object, "Free data of the application."),
    ]

    static func json(_ memory: Memory) -> JSONValue { .object(values(of: memory)) }

    static func values(of memory: Memory) -> [String: JSONValue] {
        var values: [String: JSONValue] = [
            "id": .string(memory.id), "text": .string(memory.text), "memory_type": .string(memory.kind.rawValue),
            "topics": .array(memory.topics.map(JSONValue.string)),
            "entities": .array(memory.entities.map(JSONValue.string)),
            "created_at": .string(memory.createdAt.description), "updated_at": .string(memory.updatedAt.description),
            "pinned": .bool(memory.pinned),
        ]
        values["user_id"] = memory.userID.map(JSONValue.string)
        values["namespace"] = memory.namespace.map(JSONValue.string)
        values["session_id"] = memory.sessionID.map(JSONValue.string)
        values["event_date"] = memory.eventDate.map { .string($0.description) }
        if memory.metadata.object?.isEmpty == false { values["metadata"] = memory.metadata }
        return values
    }
}

/// What an agent writes to have something remembered.
enum NewMemoryShape {
    static let members: [Shape.Member] = [
        Shape.Member("text", .text, "One fact or event, as a sentence that stands on its own.", isRequired: true),
        Shape.Member("memory_type", .choice(MemoryKind.names), MemoryKind.explanation, fallback: "semantic"),
        Shape.Member("topics", .list(of: .text, count: 0...100), "Topics to find it by, such as \"travel\"."),
        Shape.Member("entities", .list(of: .text, count: 0...100), "People, places, projects and things it names."),
        Shape.Member("namespace", .text, "A label that groups memories, such as the name of a project."),
        Shape.Member("session_id", .text, "The conversation it comes from."),
        Shape.Member("event_date", .dateTime, "When the event happened (ISO 8601); for episodic memories."),
        Shape.Member("metadata", .object, "Free JSON to keep with it."),
    ]

    static func memory(_ item: Arguments, author: String?, in call: Call) -> Memory {
        Memory(
            id: call.newID(),
            text: item.text("text"),
            kind: item.choice("memory_type") ?? .semantic,
            userID: author,
            sessionID: item.string("session_id"),
            namespace: item.string("namespace"),
            topics: item.strings("topics") ?? [],
            entities: item.strings("entities") ?? [],
            eventDate: item.date("event_date"),
            createdAt: call.now,
            metadata: item.value("metadata") ?? [:]
        )
    }
}

extension MemoryKind {
    static let names = allCases.map(\.rawValue)
    static let explanation = """
        semantic: a fact or preference that holds over time; episodic: something that happened at a time; message: something that \
        was said.
        """
}

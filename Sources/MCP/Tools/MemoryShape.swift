import Base
import Memories

/// A memory as agents see it: the members of the Redis server's API that are useful to an agent.
enum MemoryShape {
    static let members: [Member<Memory>] = [
        MemoryMembers.id.presented("The id of the memory for get_memory, update_memory and delete_memories."),
        MemoryMembers.text, MemoryMembers.kind, MemoryMembers.topics, MemoryMembers.entities, MemoryMembers.userID,
        MemoryMembers.namespace, MemoryMembers.sessionID, MemoryMembers.eventDate, MemoryMembers.createdAt,
        MemoryMembers.updatedAt, MemoryMembers.pinned, MemoryMembers.archived,
        MemoryMembers.supersededBy,
    ]

    static let properties = members.map(\.told) + [MemoryMembers.metadata.presented().property]

    static func json(_ memory: Memory) -> JSONValue { .object(values(of: memory)) }

    /// With provenance, for one memory; on every result of a search it would cost more tokens than it is worth.
    static let detailedProperties = properties + [MemoryMembers.provenance.told]

    static func detailed(_ memory: Memory) -> JSONValue {
        .object(values(of: memory).merging([MemoryMembers.provenance].values(of: memory)) { $1 })
    }

    static func values(of memory: Memory) -> [String: JSONValue] {
        var values = members.values(of: memory)
        if memory.metadata.object?.isEmpty == false { values[MemoryMembers.metadata.name] = memory.metadata }
        return values
    }
}

/// A memory that was found; also part of the result of `memory_prompt`.
enum FoundMemoryShape {
    static let properties = MemoryShape.properties + [MemoryMembers.score.told]

    static func json(_ found: ScoredMemory) -> JSONValue { .object(values(of: found)) }

    /// - Parameter label: the name of the memory's workspace, in a search of several.
    static func json(_ found: ScoredMemory, label: String?) -> JSONValue {
        var values = values(of: found)
        values[MemoryMembers.workspaceName.name] = label.map(JSONValue.string)
        return .object(values)
    }

    private static func values(of found: ScoredMemory) -> [String: JSONValue] {
        MemoryShape.values(of: found.memory).merging([MemoryMembers.score].values(of: found)) { $1 }
    }
}

/// A new memory as an agent writes it.
enum NewMemoryShape {
    static let members: [Member<Memory>] = [
        MemoryMembers.text.presented(
            "One fact or event, as a sentence that stands on its own.",
            isRequired: true
        ),
        MemoryMembers.kind.presented(fallback: "semantic"),
        MemoryMembers.topics.presented("Topics to find it by, such as \"travel\"."),
        MemoryMembers.entities.presented("People, places, projects and things it names."),
        MemoryMembers.namespace.presented("A label that groups memories, such as the name of a project."),
        MemoryMembers.sessionID.presented(),
        MemoryMembers.eventDate.presented("When the event happened (ISO 8601); for episodic memories."),
        MemoryMembers.metadata.presented("JSON data to keep with it."),
        MemoryMembers.supersedes.presented("Ids of memories that are out of date and that this one replaces."),
    ]

    static func properties(_ limits: MemoryLimits) -> [Shape.Property] {
        members.map { $0.property(under: limits) }
    }

    static func memory(_ item: Arguments, author: String?, in call: Call) -> Memory {
        var memory = Memory(id: call.newID(), text: "", kind: .semantic, userID: author, createdAt: call.now)
        item.read(members, into: &memory)
        return memory
    }
}

extension Array {
    /// The members that have a value.
    func values<Record>(of record: Record) -> [String: JSONValue] where Element == Member<Record> {
        var values: [String: JSONValue] = [:]
        for member in self { values[member.name] = member.get(record)?.json }
        return values
    }
}

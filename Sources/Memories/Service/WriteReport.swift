package import Base
package import Identity

/// The answer to a write: what became of each memory, and which older memories it may repeat or contradict. REST and
/// MCP show the same.
package struct WriteReport: Sendable {
    private let outcome: RememberOutcome
    private let memories: [Memory]

    /// - Parameter memories: those of the request, in order; one without a user belongs to the user of `access`.
    package init(_ outcome: RememberOutcome, of memories: [Memory], by access: Access) {
        self.outcome = outcome
        self.memories = memories.map { memory in
            var memory = memory
            memory.userID = (try? Ownership.owner(memory.userID, by: access)) ?? memory.userID
            return memory
        }
    }

    /// One object of the shape `properties` for each memory.
    package var results: [JSONValue] { memories.map(result) }

    /// The sentence for memories that were not compared; nil when all were.
    package var notice: String? {
        let most = RelatedMemories.mostCompared
        return outcome.stored.count > most ? "Only the first \(most) memories were compared with older ones." : nil
    }

    private func result(_ memory: Memory) -> JSONValue {
        let id = OwnedID(memory)
        let holder = outcome.holder(of: id)
        var result: [String: JSONValue] = [
            "id": .string(holder ?? memory.id), "status": .string(holder == nil ? "stored" : "already_known"),
        ]
        let related = outcome.related[id] ?? []
        if !related.isEmpty { result["related"] = .array(related.map { Self.json($0, to: memory) }) }
        let missing = outcome.missing[id] ?? []
        if !missing.isEmpty { result["not_found"] = .array(missing.map(JSONValue.string)) }
        return .object(result)
    }

    private static func json(_ related: RelatedMemory, to memory: Memory) -> JSONValue {
        var values: [String: JSONValue] = [
            "id": .string(related.memory.id), "text": .string(related.memory.text),
            "relation": .string(related.relation.rawValue),
            "created_at": .string(related.memory.createdAt.description),
            "to_replace_it": [
                "tool": "update_memory",
                "arguments": ["memory_id": .string(memory.id), "supersedes": [.string(related.memory.id)]],
            ],
        ]
        values["similarity"] = related.similarity.map { .number($0) }
        return .object(values)
    }

    package static let properties = [
        Shape.Property("id", .string, "The memory that now holds the text.", isRequired: true),
        Shape.Property(
            "status",
            .choice(["stored", "already_known"]),
            "Whether it is new or already existed.",
            isRequired: true
        ),
        Shape.Property(
            "related",
            .list(of: .record(related)),
            "Older memories that it may repeat or contradict. They are kept until a call replaces or deletes them."
        ),
        Shape.Property("not_found", .list(of: .string), "Ids in supersedes that do not exist."),
    ]

    private static let related = [
        Shape.Property("id", .string, "The id of the older memory.", isRequired: true),
        Shape.Property("text", .string, "Its text.", isRequired: true),
        Shape.Property(
            "relation",
            .choice(MemoryRelation.allCases.map(\.rawValue)),
            "near_duplicate: says the same; likely_contradiction: says something else about the same attribute.",
            isRequired: true
        ),
        Shape.Property("created_at", .dateTime, "When it was stored.", isRequired: true),
        Shape.Property("similarity", .number(.any), "The cosine similarity of both, when both have vectors."),
        Shape.Property(
            "to_replace_it",
            .record([
                Shape.Property("tool", .string, "The tool; in REST, PATCH the memory.", isRequired: true),
                Shape.Property("arguments", .object, "Its arguments.", isRequired: true),
            ]),
            "The call that makes the new memory replace it. To keep both, do nothing.",
            isRequired: true
        ),
    ]
}

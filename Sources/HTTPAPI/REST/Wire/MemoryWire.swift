import Base
import Memories

/// Memory records as the Redis server's clients send and read them.
enum MemoryWire {
    /// Where a record came from decides what it is when it does not say so itself.
    enum Origin {
        /// `POST /v1/long-term-memory/`: extracted by the caller already.
        case longTerm
        /// The `memories` of a session.
        case session
    }

    /// `"t"` and `"f"`, a remnant of Redis tags.
    private enum Flag: String, CaseIterable {
        case yes = "t"
        case no = "f"
    }

    static func memories(_ wires: [WireObject], kind origin: Origin, now: Timestamp) -> [Memory] {
        wires.map { memory($0, origin, now) }
    }

    /// Members of a response that clients send back: they are the server's to say.
    private static let ours = ["memory_hash", "persisted_at", "dist", "score", "score_type"]

    private static func memory(_ wire: WireObject, _ origin: Origin, _ now: Timestamp) -> Memory {
        for name in ours { _ = wire.present(name) }
        return Memory(
            id: wire.requiredText("id"),
            text: wire.requiredText("text"),
            kind: wire.choice("memory_type", of: MemoryKind.self) ?? (origin == .longTerm ? .semantic : .message),
            userID: wire.text("user_id"),
            sessionID: wire.text("session_id"),
            namespace: wire.text("namespace"),
            topics: wire.texts("topics") ?? [],
            entities: wire.texts("entities") ?? [],
            eventDate: wire.date("event_date"),
            createdAt: wire.date("created_at") ?? now,
            updatedAt: wire.date("updated_at") ?? now,
            lastAccessed: wire.date("last_accessed") ?? now,
            accessCount: wire.integer("access_count", in: 0...Int(Int32.max)) ?? 0,
            pinned: wire.bool("pinned") ?? false,
            extractedFrom: wire.texts("extracted_from") ?? [],
            discreteMemoryExtracted: flag(wire) ?? (origin == .longTerm),
            extractionStrategy: wire.text("extraction_strategy") ?? "discrete",
            extractionStrategyConfig: wire.json("extraction_strategy_config") ?? .object([:]),
            metadata: wire.json("metadata") ?? .object([:])
        )
    }

    /// `discrete_memory_extracted` of a record or a message.
    static func flag(_ wire: WireObject) -> Bool? {
        wire.choice("discrete_memory_extracted", of: Flag.self).map { $0 == .yes }
    }

    static func revision(_ wire: WireObject) -> Revision {
        var revision = Revision()
        revision.text = wire.text("text")
        revision.kind = wire.choice("memory_type", of: MemoryKind.self)
        revision.topics = wire.texts("topics")
        revision.entities = wire.texts("entities")
        revision.namespace = wire.text("namespace")
        revision.userID = wire.text("user_id")
        revision.sessionID = wire.text("session_id")
        revision.eventDate = wire.date("event_date")
        revision.pinned = wire.bool("pinned")
        revision.metadata = wire.json("metadata")
        return revision
    }
}

extension JSONText {
    mutating func memory(_ memory: Memory) {
        object { $0.memoryMembers(memory) }
    }

    mutating func scoredMemory(_ found: ScoredMemory) {
        object { text in
            text.memoryMembers(found.memory)
            text.member("dist", found.distance)
            text.member("score", found.score)
            text.member("score_type", found.scoreKind?.rawValue)
        }
    }

    mutating func memoryMembers(_ memory: Memory) {
        member("id", memory.id)
        member("text", memory.text)
        member("session_id", memory.sessionID)
        member("user_id", memory.userID)
        member("namespace", memory.namespace)
        member("last_accessed", memory.lastAccessed)
        member("created_at", memory.createdAt)
        member("updated_at", memory.updatedAt)
        member("pinned", memory.pinned)
        member("access_count", memory.accessCount)
        member("topics", memory.topics)
        member("entities", memory.entities)
        member("memory_hash", memory.hash)
        member("discrete_memory_extracted", memory.discreteMemoryExtracted ? "t" : "f")
        member("memory_type", memory.kind.rawValue)
        member("persisted_at", memory.persistedAt)
        member("extracted_from", memory.extractedFrom)
        member("event_date", memory.eventDate)
        member("extraction_strategy", memory.extractionStrategy)
        member("extraction_strategy_config", memory.extractionStrategyConfig)
        member("metadata", memory.metadata)
    }
}

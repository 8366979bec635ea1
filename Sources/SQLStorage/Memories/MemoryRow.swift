import Base
import Memories

/// The columns of a memory as every statement selects them, and how to read them.
enum MemoryRow {
    static let columns: SQL = """
        m.id, m.text, m.kind, m.user_id, m.session_id, m.namespace, m.topics, m.entities, m.event_date, m.created_at,
        m.updated_at, m.last_accessed, m.access_count, m.pinned, m.hash, m.extracted_from, m.persisted_at, m.extracted,
        m.extraction_strategy, m.extraction_config, m.metadata
        """
    static let width = 21

    static func memory(_ row: SQLRow) throws -> Memory {
        Memory(
            id: try row.text(0),
            text: try row.text(1),
            kind: try row.choice(2),
            userID: try row.label(3),
            sessionID: try row.label(4),
            namespace: try row.label(5),
            topics: try row.labels(6),
            entities: try row.labels(7),
            eventDate: try row.optionalTimestamp(8),
            createdAt: try row.timestamp(9),
            updatedAt: try row.timestamp(10),
            lastAccessed: try row.timestamp(11),
            accessCount: Int(try row.integer(12)),
            pinned: try row.bool(13),
            hash: try row.optionalText(14),
            extractedFrom: try row.labels(15),
            persistedAt: try row.optionalTimestamp(16),
            discreteMemoryExtracted: try row.bool(17),
            extractionStrategy: try row.text(18),
            extractionStrategyConfig: try row.jsonValue(19),
            metadata: try row.jsonValue(20)
        )
    }

    /// What a memory's own members are in SQL, in the order of `names`; the key and what is derived are not among them.
    static func values(_ memory: Memory) throws -> [SQL] {
        [
            "\(memory.text)", "\(memory.kind.rawValue)", "\(memory.sessionID ?? "")", "\(memory.namespace ?? "")",
            "\(try jsonText(memory.topics))", "\(try jsonText(memory.entities))", "\(memory.eventDate)",
            "\(memory.createdAt)",
            "\(memory.updatedAt)", "\(memory.lastAccessed)", "\(memory.accessCount)", "\(memory.pinned)",
            "\(memory.hash)",
            "\(try jsonText(memory.extractedFrom))", "\(memory.persistedAt)", "\(memory.discreteMemoryExtracted)",
            "\(memory.extractionStrategy)", "\(try jsonText(memory.extractionStrategyConfig))",
            "\(try jsonText(memory.metadata))",
        ]
    }

    static let names: [SQL] = [
        "text", "kind", "session_id", "namespace", "topics", "entities", "event_date", "created_at", "updated_at",
        "last_accessed", "access_count", "pinned", "hash", "extracted_from", "persisted_at", "extracted",
        "extraction_strategy", "extraction_config", "metadata",
    ]
}

extension SQLRow {
    /// '' stands for none.
    fileprivate func label(_ index: Int) throws -> String? {
        let text = try text(index)
        return text.isEmpty ? nil : text
    }

    /// Most memories have none: not worth a JSON decoder.
    fileprivate func labels(_ index: Int) throws -> [String] {
        try text(index) == "[]" ? [] : try json(index)
    }

    fileprivate func jsonValue(_ index: Int) throws -> JSONValue {
        try text(index) == "{}" ? .object([:]) : try freeJSON(index)
    }
}

import Base
import Identity
import Memories

/// The columns of a memory, as every statement selects them, and how to read them.
enum MemoryRow {
    static let columns: SQL = """
        m.id, m.text, m.kind, m.user_id, m.session_id, m.namespace, m.topics, m.entities, m.event_date, m.created_at,
        m.updated_at, m.last_accessed, m.access_count, m.pinned, m.hash, m.extracted_from, m.persisted_at, m.extracted,
        m.extraction_strategy, m.extraction_config, m.metadata, m.stored_by, m.stored_at, m.written_by, m.written_at, m.supersedes,
        m.superseded_by, m.row_id, m.partition_id, m.archived
        """

    /// - Parameter provenances: of the rows' numbers (`SQLRow.provenanceNumbers`).
    static func memory(_ row: SQLRow, _ provenances: [Int64: Provenance]) throws -> Memory {
        var memory = Memory(
            id: try row.text("id"),
            text: try row.text("text"),
            kind: try row.choice("kind"),
            userID: try row.label("user_id"),
            sessionID: try row.label("session_id"),
            namespace: try row.label("namespace"),
            topics: try row.labels("topics"),
            entities: try row.labels("entities"),
            eventDate: try row.optionalTimestamp("event_date"),
            createdAt: try row.timestamp("created_at"),
            updatedAt: try row.timestamp("updated_at"),
            lastAccessed: try row.timestamp("last_accessed"),
            accessCount: Int(try row.integer("access_count")),
            pinned: try row.bool("pinned"),
            hash: try row.optionalText("hash"),
            extractedFrom: try row.labels("extracted_from"),
            persistedAt: try row.optionalTimestamp("persisted_at"),
            discreteMemoryExtracted: try row.bool("extracted"),
            extractionStrategy: try row.text("extraction_strategy"),
            extractionStrategyConfig: try row.jsonValue("extraction_config"),
            metadata: try row.jsonValue("metadata"),
            supersedes: try row.labels("supersedes"),
            supersededBy: try row.optionalText("superseded_by"),
            provenance: try row.memoryProvenance(provenances)
        )
        memory.archived = try row.bool("archived")
        memory.place = MemoryPlace(row: try row.integer("row_id"), partition: try row.integer("partition_id"))
        return memory
    }

    static let versionColumns: SQL = """
        v.edition, v.text, v.kind, v.session_id, v.namespace, v.topics, v.entities, v.event_date, v.metadata, v.written_by,
        v.written_at, v.replaced_at
        """

    /// A row of `memory_versions`.
    static func version(_ row: SQLRow, _ provenances: [Int64: Provenance]) throws -> MemoryVersion {
        MemoryVersion(
            edition: Int(try row.integer("edition")),
            text: try row.text("text"),
            kind: try row.choice("kind"),
            sessionID: try row.label("session_id"),
            namespace: try row.label("namespace"),
            topics: try row.labels("topics"),
            entities: try row.labels("entities"),
            eventDate: try row.optionalTimestamp("event_date"),
            metadata: try row.jsonValue("metadata"),
            written: try row.authorship(by: "written_by", at: "written_at", provenances),
            replacedAt: try row.timestamp("replaced_at")
        )
    }

    /// The SQL values of a memory's own members, in the order of `names`, without the key and derived columns.
    static func values(_ memory: Memory) throws -> [SQL] {
        [
            "\(memory.text)", "\(memory.kind.rawValue)", "\(memory.sessionID ?? "")", "\(memory.namespace ?? "")",
            "\(try jsonText(memory.topics))", "\(try jsonText(memory.entities))", "\(memory.eventDate)",
            "\(memory.createdAt)",
            "\(memory.updatedAt)", "\(memory.lastAccessed)", "\(memory.accessCount)", "\(memory.pinned)",
            "\(memory.hash)",
            "\(try jsonText(memory.extractedFrom))", "\(memory.persistedAt)", "\(memory.discreteMemoryExtracted)",
            "\(memory.extractionStrategy)", "\(try jsonText(memory.extractionStrategyConfig))",
            "\(try jsonText(memory.metadata))", "\(memory.archived)",
        ]
    }

    /// The types of `names`: PostgreSQL takes a value for text where nothing else names its type.
    static let types: [SQL] = [
        "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT",
        "TEXT", "TEXT", "BIGINT", "BIGINT", "TEXT", "TEXT", "TEXT", "BIGINT",
    ]

    static let names: [SQL] = [
        "text", "kind", "session_id", "namespace", "topics", "entities", "event_date", "created_at", "updated_at",
        "last_accessed", "access_count", "pinned", "hash", "extracted_from", "persisted_at", "extracted",
        "extraction_strategy", "extraction_config", "metadata", "archived",
    ]

    /// Assignments of an update, from the row `new` of new values: a changed content gets the next edition and its
    /// writer; anything else, such as a pin, leaves them as they are.
    static func edition(from new: SQL) -> SQL {
        let contents: [SQL] = [
            "text", "kind", "session_id", "namespace", "topics", "entities", "event_date", "metadata",
        ]
        let old = SQL.joined(contents.map { "memories.\($0)" }, separator: ", ")
        let changed: SQL = "(\(old)) \(SQL.differs) (\(SQL.joined(contents.map { "\(new).\($0)" }, separator: ", ")))"
        return """
            edition = memories.edition + CASE WHEN \(changed) THEN 1 ELSE 0 END,
            written_by = CASE WHEN \(changed) THEN \(new).written_by ELSE memories.written_by END,
            written_at = CASE WHEN \(changed) THEN \(new).written_at ELSE memories.written_at END,
            archived_by = CASE WHEN memories.archived <> \(new).archived THEN \(new).written_by ELSE memories.archived_by END,
            archived_at = CASE WHEN memories.archived <> \(new).archived THEN \(new).written_at ELSE memories.archived_at END
            """
    }
}

extension SQLRow {
    /// '' means none.
    fileprivate func label(_ name: String) throws -> String? {
        let text = try text(name)
        return text.isEmpty ? nil : text
    }

    /// Most memories have none: skip the JSON decoder.
    fileprivate func labels(_ name: String) throws -> [String] {
        try text(name) == "[]" ? [] : try json(name)
    }

    fileprivate func jsonValue(_ name: String) throws -> JSONValue {
        try text(name) == "{}" ? .object([:]) : try freeJSON(name)
    }
}

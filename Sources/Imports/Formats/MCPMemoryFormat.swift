import Base

/// The memories of MCP Memory Service: its SQLite database, or the JSON of its export.
enum MCPMemoryFormat {
    static let tables = ["memories"]

    static func drafts(of tables: SourceTables) throws -> Drafts {
        drafts(of: try tables.table("memories", of: "MCP Memory Service"))
    }

    static func drafts(of value: JSONValue) throws -> Drafts {
        guard let memories = value["memories"]?.array ?? value.array else {
            throw Fault(
                .validationFailed,
                "The file has no list of memories. It is not an export of MCP Memory Service."
            )
        }
        return drafts(of: memories)
    }

    private static func drafts(of records: [JSONValue]) -> Drafts {
        var drafts = Drafts()
        var replaced: [Identifier: [String]] = [:]
        let all = records.map { Fields($0) }
        for fields in all {
            guard let fields, let winner = fields.text("superseded_by") ?? metadata(fields)["superseded_by"]?.string,
                let own = fields.text("content_hash")
            else { continue }
            replaced[Identifier(winner), default: []].append(own)
        }
        for fields in all {
            guard let fields else {
                drafts.refuse("It is not a JSON object.")
                continue
            }
            if fields["embedding"] != nil { drafts.lost.insert("embeddings, which are computed again") }
            guard fields["deleted_at"] == nil else {
                drafts.refuse("It is deleted there.")
                continue
            }
            var draft = draft(fields)
            draft.supersedes = replaced[Identifier(draft.id)] ?? []
            drafts.add(draft)
        }
        return drafts
    }

    private static func metadata(_ fields: Fields) -> [String: JSONValue] { fields.object("metadata") }

    private static func draft(_ fields: Fields) -> Draft {
        var draft = Draft(id: fields.text("content_hash") ?? "", text: fields.text("content") ?? "")
        // Every memory without a tag gets this one there.
        draft.topics = fields.texts("tags").filter { $0 != "untagged" }
        draft.createdAt = fields.time("created_at", "created_at_iso")
        draft.updatedAt = fields.time("updated_at", "updated_at_iso")
        draft.lastAccessed = fields.time("last_accessed")
        if let store = fields.text("store"), store != "default" { draft.namespace = store }
        draft.metadata = metadata(fields)
        draft.session = draft.metadata.removeValue(forKey: "conversation_id")?.string
        draft.metadata["superseded_by"] = nil
        // Types there are words such as `decision`, of which there are many.
        draft.metadata["memory_type"] = fields.text("memory_type").map(JSONValue.string)
        return draft
    }
}

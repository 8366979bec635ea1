import Base

/// The memories of Redis Agent Memory Server: as its REST answers, or the hashes of its Redis as `redis-cli --json` writes
/// them, an object or a flat list of names and values on each line.
enum RedisAMSFormat {
    static func drafts(of values: [JSONValue?]) -> Drafts {
        var drafts = Drafts()
        for value in values {
            guard let fields = Fields(value.flatMap(object)) else {
                drafts.refuse("It is not a JSON object.")
                continue
            }
            if fields["vector"] != nil { drafts.lost.insert("embeddings, which are computed again") }
            drafts.add(draft(fields))
        }
        return drafts
    }

    private static func draft(_ fields: Fields) -> Draft {
        var draft = Draft(id: fields.text("id", "id_") ?? "", text: fields.text("text") ?? "")
        draft.user = fields.text("user_id")
        draft.session = fields.text("session_id")
        draft.namespace = fields.text("namespace")
        if let kind = fields.text("memory_type"), ["semantic", "episodic", "message"].contains(kind) {
            draft.kind = kind
        }
        draft.topics = fields.texts("topics")
        draft.entities = fields.texts("entities")
        draft.extractedFrom = fields.texts("extracted_from")
        draft.createdAt = fields.time("created_at")
        draft.updatedAt = fields.time("updated_at")
        draft.lastAccessed = fields.time("last_accessed")
        draft.eventDate = fields.time("event_date")
        draft.accessCount = fields.count("access_count")
        draft.isPinned = fields.flag("pinned")
        draft.metadata = fields.object("metadata")
        return draft
    }

    /// RESP2 has no maps: `HGETALL` answers with names and values in turn.
    private static func object(_ value: JSONValue) -> JSONValue? {
        guard let list = value.array else { return value }
        guard list.count.isMultiple(of: 2), !list.isEmpty else { return nil }
        var members: [String: JSONValue] = [:]
        for index in stride(from: 0, to: list.count, by: 2) {
            guard let name = list[index].string else { return nil }
            members[name] = list[index + 1]
        }
        return .object(members)
    }
}

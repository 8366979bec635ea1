import Base

/// The memories of mem0 as JSON: what `get_all` returns, or the list in it.
enum Mem0Format {
    static func drafts(of value: JSONValue) throws -> Drafts {
        guard let records = (value.array ?? value["results"]?.array ?? value["memories"]?.array) else {
            throw Fault(.validationFailed, "The file has no list of memories. It is not what mem0's get_all returns.")
        }
        var drafts = Drafts()
        if let relations = value["relations"]?.array, !relations.isEmpty {
            drafts.lost.insert("relations of the graph")
        }
        for record in records {
            guard let fields = Fields(record) else {
                drafts.refuse("It is not a JSON object.")
                continue
            }
            drafts.add(draft(fields))
        }
        return drafts
    }

    private static func draft(_ fields: Fields) -> Draft {
        var draft = Draft(id: fields.text("id") ?? "", text: fields.text("memory", "text", "content", "data") ?? "")
        draft.user = fields.text("user_id")
        draft.session = fields.text("run_id")
        draft.topics = fields.texts("categories")
        draft.createdAt = fields.time("created_at")
        draft.updatedAt = fields.time("updated_at")
        draft.metadata = fields.object("metadata")
        for name in ["agent_id", "app_id", "actor_id", "role", "expiration_date"] {
            if let value = fields[name] { draft.metadata[name] = value }
        }
        return draft
    }
}

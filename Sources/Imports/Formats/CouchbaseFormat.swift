import Base

/// The memory blocks of Couchbase Agent Memory, as its REST answers.
enum CouchbaseFormat {
    static func drafts(of blocks: [JSONValue]) -> Drafts {
        var drafts = Drafts()
        for block in blocks {
            guard let fields = Fields(block) else {
                drafts.refuse("It is not a JSON object.")
                continue
            }
            drafts.add(draft(fields))
        }
        return drafts
    }

    private static func draft(_ fields: Fields) -> Draft {
        let turn = Fields(fields["message"])
        var draft = Draft(id: fields.text("block_id") ?? "", text: fields.text("fact") ?? text(of: turn))
        draft.kind = turn == nil ? "semantic" : "message"
        draft.user = fields.text("user_id")
        draft.session = fields.text("session_id")
        draft.createdAt = fields.time("created_at", "ingested_at")
        draft.updatedAt = fields.time("ingested_at")
        for name in ["annotations", "summary", "contexts", "prompt_id", "prompt_vid"] {
            if let value = fields[name], value != .object([:]), value != .array([]) { draft.metadata[name] = value }
        }
        return draft
    }

    /// Both sides of a turn.
    private static func text(of turn: Fields?) -> String {
        let user = turn?.text("user_content").map { "User: \($0)" }
        let assistant = turn?.text("assistant_content").map { "Assistant: \($0)" }
        return [user, assistant].compactMap { $0 }.joined(separator: "\n")
    }
}

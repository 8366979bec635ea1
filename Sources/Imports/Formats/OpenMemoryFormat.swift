import Base

/// The memories of OpenMemory: the ZIP file of its backup, its SQLite database, or the text of `pg_dump`.
enum OpenMemoryFormat {
    static let tables = ["users", "apps", "memories", "categories", "memory_categories"]

    /// A backup, or the text of a dump.
    static func drafts(of bytes: [UInt8], _ limit: Int) throws -> Drafts {
        guard ZipReader.isOne(bytes) else {
            return try drafts(of: PostgresDump.tables(bytes, named: Set(tables)))
        }
        let files = try ZipReader.contents(of: bytes, upTo: limit) { $0 == file || $0.hasSuffix("/\(file)") }
        guard let backup = files.first, let members = try SourceText.json(backup.content).object else {
            throw Fault(.validationFailed, "The archive has no file named \(file). It is not a backup of OpenMemory.")
        }
        var rows: [String: [JSONValue]] = [:]
        for name in tables { rows[name] = members[name]?.array ?? [] }
        rows["users"] = members["user"].map { [$0] } ?? []
        var drafts = try drafts(of: SourceTables(rows))
        if members["access_controls"]?.array?.isEmpty == false { drafts.lost.insert("access rules of applications") }
        if members["status_history"]?.array?.isEmpty == false { drafts.lost.insert("the history of states") }
        return drafts
    }

    private static let file = "memories.json"

    static func drafts(of tables: SourceTables) throws -> Drafts {
        let memories = try tables.table("memories", of: "OpenMemory")
        let users = names(tables.rows["users"] ?? [], "user_id")
        let apps = names(tables.rows["apps"] ?? [], "name")
        let categories = names(tables.rows["categories"] ?? [], "name")
        var topics: [Identifier: [String]] = [:]
        for link in tables.rows["memory_categories"] ?? [] {
            guard let fields = Fields(link), let memory = fields.text("memory_id"),
                let category = fields.text("category_id"),
                let name = categories[key(category)]
            else { continue }
            topics[key(memory), default: []].append(name)
        }
        var drafts = Drafts()
        for memory in memories {
            guard let fields = Fields(memory) else {
                drafts.refuse("It is not a JSON object.")
                continue
            }
            let state = fields.text("state") ?? "active"
            guard state != "deleted" else {
                drafts.refuse("It is deleted there.")
                continue
            }
            let id = fields.text("id") ?? ""
            var draft = Draft(id: uuid(id), text: fields.text("content") ?? "")
            draft.user = fields.text("user_id").map { users[key($0)] ?? $0 }
            draft.topics = topics[key(id)] ?? []
            draft.createdAt = fields.time("created_at")
            draft.updatedAt = fields.time("updated_at")
            draft.isArchived = state == "archived"
            draft.metadata = fields.object("metadata")
            draft.metadata["app"] = fields.text("app_id").flatMap { apps[key($0)] }.map(JSONValue.string)
            if state == "paused" { draft.metadata["state"] = "paused" }
            drafts.add(draft)
        }
        return drafts
    }

    private static func names(_ rows: [JSONValue], _ column: String) -> [Identifier: String] {
        var names: [Identifier: String] = [:]
        for fields in rows.compactMap({ Fields($0) }) {
            if let id = fields.text("id") { names[key(id)] = fields.text(column) }
        }
        return names
    }

    /// SQLite has ids without their hyphens.
    private static func key(_ id: String) -> Identifier { Identifier(id.lowercased().filter { $0 != "-" }) }

    private static func uuid(_ id: String) -> String {
        guard id.utf8.count == 32, id.utf8.allSatisfy({ $0.hexadecimalValue != nil }) else { return id }
        var text = Array(id.lowercased())
        for place in [20, 16, 12, 8] { text.insert("-", at: place) }
        return String(text)
    }
}

import Base

/// The memories of Claude: the text that its settings export, `memories.json` of an account's export, or the archive with it.
enum ClaudeFormat {
    private static let file = "memories.json"

    static func drafts(of bytes: [UInt8], _ limit: Int) throws -> Drafts {
        if ZipReader.isOne(bytes) {
            let files = try ZipReader.contents(of: bytes, upTo: limit) { $0 == file || $0.hasSuffix("/\(file)") }
            guard let memories = files.first else {
                throw Fault(.validationFailed, "The archive has no file named \(file). It is not an export of Claude.")
            }
            return try drafts(of: SourceText.json(memories.content))
        }
        let text = try SourceText.read(bytes)
        guard let first = text.first(where: { !$0.isWhitespace }), "[{".contains(first),
            let value = try? SourceText.json(bytes)
        else { return ChatTextFormat.drafts(of: text) }
        return try drafts(of: value)
    }

    private static func drafts(of value: JSONValue) throws -> Drafts {
        var drafts = Drafts()
        for account in (value.array ?? [value]).compactMap({ Fields($0) }) {
            add(account.text("conversations_memory") ?? "", project: nil, to: &drafts)
            for (project, text) in account.object("project_memories").sorted(by: {
                Identifier($0.key) < Identifier($1.key)
            }) {
                add(text.string ?? "", project: project, to: &drafts)
            }
        }
        guard !drafts.entries.isEmpty else {
            throw Fault(.validationFailed, "The file has no memories. It is not \(file) of an export of Claude.")
        }
        return drafts
    }

    private static func add(_ text: String, project: String?, to drafts: inout Drafts) {
        for entry in ChatTextFormat.drafts(of: text).entries {
            guard case .draft(var draft) = entry else { continue }
            draft.namespace = project
            drafts.add(draft)
        }
    }
}

package import Base
package import Identity
package import Memories

/// The records of another system, ready to be imported.
package struct ImportSource: Sendable {
    package let records: [ImportRecord]
    /// The parts of the source that nothing here can hold, in a few words each.
    package let lost: [String]
    /// Whether the records name users, as a map says.
    package let keepsUsers: Bool

    /// The form of a source.
    package enum Material: Sendable {
        case file([UInt8])
        /// Files with their paths, which are only names.
        case folder([(path: String, bytes: [UInt8])])
        case tables(SourceTables)
        /// The answers of an API.
        case values([JSONValue])
    }

    /// The tables that the database of a kind has; empty for other sources.
    package static func tables(of kind: ImportKind) -> [String] {
        switch kind {
        case .mcpMemoryService: MCPMemoryFormat.tables
        case .openMemory: OpenMemoryFormat.tables
        case .export, .redisAMS, .mem0, .couchbase, .markdown, .chatGPT, .claude: []
        }
    }

    /// The kinds whose files can be uploaded.
    package static let uploadable: [ImportKind] = [
        .export, .chatGPT, .claude, .markdown, .mem0, .mcpMemoryService, .openMemory, .redisAMS,
    ]

    /// Whether a file of a folder is read, by its path.
    package static func isNote(_ path: String) -> Bool { MarkdownFormat.isOne(path) }

    /// Reads a source.
    /// - Parameter limit: the most bytes that an archive may unpack to.
    /// - Throws: `validationFailed` for a source that is not one of the kind, or whose owners are not clear.
    package static func read(_ kind: ImportKind, _ material: Material, _ owners: ImportOwners, unpackedLimit limit: Int)
        throws -> ImportSource
    {
        try drafts(kind, material, limit).source(kind, owners)
    }

    private static func drafts(_ kind: ImportKind, _ material: Material, _ limit: Int) throws -> Drafts {
        switch (kind, material) {
        case (.redisAMS, .file(let bytes)): return RedisAMSFormat.drafts(of: SourceText.jsonLines(bytes))
        case (.redisAMS, .values(let values)): return RedisAMSFormat.drafts(of: values)
        case (.mcpMemoryService, .tables(let tables)): return try MCPMemoryFormat.drafts(of: tables)
        case (.mcpMemoryService, .file(let bytes)): return try MCPMemoryFormat.drafts(of: SourceText.json(bytes))
        case (.openMemory, .tables(let tables)): return try OpenMemoryFormat.drafts(of: tables)
        case (.openMemory, .file(let bytes)): return try OpenMemoryFormat.drafts(of: bytes, limit)
        case (.mem0, .file(let bytes)): return try Mem0Format.drafts(of: SourceText.json(bytes))
        case (.couchbase, .values(let values)): return CouchbaseFormat.drafts(of: values)
        case (.markdown, .folder(let files)): return try MarkdownFormat.drafts(of: files)
        case (.markdown, .file(let bytes)):
            guard ZipReader.isOne(bytes) else { return try MarkdownFormat.drafts(of: [("memory.md", bytes)]) }
            return try MarkdownFormat.drafts(
                of: ZipReader.contents(of: bytes, upTo: limit) { MarkdownFormat.isOne($0) }.map {
                    ($0.name, $0.content)
                }
            )
        case (.chatGPT, .file(let bytes)): return ChatTextFormat.drafts(of: try SourceText.read(bytes))
        case (.claude, .file(let bytes)): return try ClaudeFormat.drafts(of: bytes, limit)
        case (.export, _), (.redisAMS, _), (.mcpMemoryService, _), (.openMemory, _), (.mem0, _), (.couchbase, _),
            (.markdown, _), (.chatGPT, _), (.claude, _):
            throw Fault(.validationFailed, "This is not a source of \(kind.name).")
        }
    }
}

extension Drafts {
    /// The records, with their owners here. Of equal texts of one user the first one counts.
    /// - Throws: `validationFailed` when the owners are not clear.
    fileprivate func source(_ kind: ImportKind, _ owners: ImportOwners) throws -> ImportSource {
        let users = users
        try owners.check(users)
        var lost = lost
        var first: [Identifier: Int] = [:]
        let records = entries.enumerated().map { index, entry in
            let number = index + 1
            switch entry {
            case .refused(let reason): return ImportRecord(number: number, .refused(reason))
            case .draft(let draft):
                let owner: String?
                switch owners.owner(of: draft.user) {
                case .caller: owner = nil
                case .named(let name): owner = name
                case .unknown: return ImportRecord(number: number, .refused("The user map does not name its user."))
                }
                if let earlier = first[Identifier("\(owner ?? "")\u{0}\(draft.text)")] {
                    return ImportRecord(number: number, .refused("Record \(earlier) has the same text."))
                }
                first[Identifier("\(owner ?? "")\u{0}\(draft.text)")] = number
                return ImportRecord(number: number, .memory(draft.memory(of: kind, owner: owner, lost: &lost)))
            }
        }
        return ImportSource(records: records, lost: lost.sorted(), keepsUsers: owners.names)
    }
}

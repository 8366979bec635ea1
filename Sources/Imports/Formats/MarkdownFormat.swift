import Base

/// Markdown files: the memory of Claude Code (`MEMORY.md` and its files), notes of Basic Memory, and any other notes.
///
/// - Each item of a list in `MEMORY.md` or `CLAUDE.md` is a memory, with the headings above it as topics.
/// - Each observation of Basic Memory (`- [category] text #tag`) is one, too.
/// - Everything else of a file is one memory, or one for each section if it is long.
enum MarkdownFormat {
    /// In characters; above it, a file becomes several memories.
    private static let wholeFile = 2_000
    /// In characters; above it, a section becomes several memories.
    private static let wholeSection = 8_000
    private static let indexes: Set<String> = ["memory.md", "claude.md", "claude.local.md", "agents.md"]

    /// Whether a file is read, by its name.
    static func isOne(_ path: String) -> Bool {
        let name = path.lowercased()
        let isHidden = path.split(separator: "/").contains { $0.hasPrefix(".") || $0 == "__MACOSX" }
        return !isHidden && (name.hasSuffix(".md") || name.hasSuffix(".markdown"))
    }

    static func drafts(of files: [(path: String, bytes: [UInt8])]) throws -> Drafts {
        guard !files.isEmpty else { throw Fault(.validationFailed, "The source has no Markdown files.") }
        var drafts = Drafts()
        for (path, bytes) in files.sorted(by: { Identifier($0.path) < Identifier($1.path) }) {
            guard let text = try? SourceText.read(bytes) else {
                drafts.refuse("A file is not text in UTF-8 or UTF-16.")
                continue
            }
            let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            let (head, body) = FrontMatter.read(lines)
            let file = File(path: path, head: head)
            let isIndex = indexes.contains(file.name.lowercased())
            add(file, MarkdownSection.all(body), isIndex: isIndex, to: &drafts)
        }
        return drafts
    }

    private struct File {
        let path: String
        let head: FrontMatter

        var name: String { path.split(separator: "/").last.map(String.init) ?? path }

        var title: String? { head.texts["title"] ?? head.texts["name"] }

        func draft(_ text: String) -> Draft {
            // The same text in the same file is the same memory.
            var draft = Draft(id: "\(path)\u{0}\(text)", text: text)
            draft.topics = head.list("tags")
            draft.createdAt = head.time("created", "created_at", "date")
            draft.updatedAt = head.time("modified", "updated", "updated_at")
            draft.metadata["file"] = .string(path)
            for name in ["type", "permalink", "description"] {
                if let value = head.texts[name] { draft.metadata[name] = .string(value) }
            }
            return draft
        }
    }

    private static func add(_ file: File, _ sections: [MarkdownSection], isIndex: Bool, to drafts: inout Drafts) {
        var rest: [MarkdownSection] = []
        for var section in sections {
            let items = section.takeItems { isIndex || $0.category != nil }
            for item in items {
                guard !item.isLinkOnly else {
                    drafts.lost.insert("links of an index to its files")
                    continue
                }
                var draft = file.draft(item.text)
                draft.topics = [item.category].compactMap { $0 } + item.tags + draft.topics
                if isIndex { draft.topics += section.headings }
                if item.category != nil { draft.entities = [file.title].compactMap { $0 } }
                drafts.add(draft)
            }
            rest.append(section)
        }
        let title = file.title.map { "\($0)\n\n" } ?? ""
        let relations = rest.flatMap(\.relations)
        // A heading whose items are all taken is left out.
        let whole = rest.filter(\.hasText).map(\.text).joined(separator: "\n\n").trimmed
        guard !whole.isEmpty else { return }
        let parts =
            whole.count <= wholeFile
            ? [(title: title, text: whole)]
            : rest.filter(\.hasText).flatMap { section in
                section.parts(upTo: wholeSection).map { (title: title + section.path, text: $0) }
            }
        for part in parts {
            var draft = file.draft(part.title + part.text)
            draft.entities = relations
            drafts.add(draft)
        }
    }
}

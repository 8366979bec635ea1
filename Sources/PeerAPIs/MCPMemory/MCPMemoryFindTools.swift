import Base
import Identity
import MCP
import Memories

struct MCPMemorySearchTool: Tool {
    let desk: MCPMemoryDesk
    let name = "memory_search"
    let title = "Search memories"
    let description = """
        Search memories by meaning, words, tags and time: at the start of a task, and whenever the user refers to something said \
        or decided before. Modes: semantic (default), exact (contains the text), hybrid. A time is a phrase in time_expr ("last \
        week"), or dates in after and before. Without a query the newest memories that match are listed.
        """
    let action = Action.read
    let hints = ToolHints.reads
    let output: [Shape.Property] = []
    let input: [Shape.Property] = [
        Shape.Property("query", .string, "What to look for, as a question or in keywords."),
        Shape.Property(
            "mode",
            .choice(MCPMemoryQuestion.Mode.allCases.map(\.rawValue)),
            "How to search.",
            fallback: "semantic"
        ),
        Shape.Property("time_expr", .string, "A phrase about time: `yesterday`, `last week`, `3 days ago`."),
        MCPMemoryTools.after, MCPMemoryTools.before, MCPMemoryTools.tags, MCPMemoryTools.tagMatch,
        Shape.Property("limit", .integer(1...100), "How many results at most.", fallback: 10),
        Shape.Property("include_superseded", .flag, "Whether to include memories that others replaced."),
        Shape.Property("max_response_chars", .number(.from(0, to: 10_000_000)), "The longest result, in characters."),
        MCPMemoryTools.agentFilter, MCPMemoryTools.store,
        Shape.Property("entity", .string, "Accepted and not used: there is no graph of entities."),
        Shape.Property(
            "quality_boost",
            .number(.from(0, to: 1)),
            "Accepted and not used: there are no quality scores."
        ),
        Shape.Property("ranking_weights", .object, "Accepted and not used: the server weighs by itself."),
        Shape.Property("rerank", .flag, "Accepted and not used."),
        Shape.Property("fallback", .flag, "Accepted and not used: searches combine meaning and words already."),
        Shape.Property("include_beliefs", .flag, "Accepted and not used: there are no beliefs."),
        Shape.Property("include_debug", .flag, "Accepted and not used."),
        Shape.Property("summarize", .flag, "Accepted and not used: no language model is called."),
    ]

    func run(_ arguments: Arguments, in call: Call) async throws -> JSONValue {
        let reach = try await desk.reach(call, arguments)
        let text = arguments.string("query").flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
        var question = try MCPMemoryQuestion(arguments, now: call.now)
        question.text = text
        question.mode = arguments.string("mode").flatMap(MCPMemoryQuestion.Mode.init) ?? .semantic
        question.includesSuperseded = arguments.flag("include_superseded") ?? false
        let found = try await question.results(reach, desk.memories, limit: arguments.integer("limit") ?? 10)
        let asked = text.map { " for query: '\($0)'" } ?? ""
        guard !found.isEmpty else { return .string("No memories found\(asked)") }
        var result = "Found \(found.count) memories (mode: \(question.mode.rawValue))\(asked)"
        let limit = arguments.number("max_response_chars").flatMap { $0 > 0 ? Int($0) : nil } ?? .max
        for (index, (memory, _)) in found.enumerated() {
            let tags = MCPMemoryRecord.tags(of: memory)
            let shown = tags.isEmpty ? "" : " [\(tags.joined(separator: ", "))]"
            let entry = """


                \(index + 1). \(memory.text)
                   Hash: \(memory.id)
                   Created: \(memory.createdAt)\(shown)
                """
            guard result.count + entry.count <= limit else {
                result += "\n\n(\(found.count - index) more memories left out: max_response_chars)"
                break
            }
            result += entry
        }
        return .string(result)
    }
}

extension MCPMemoryQuestion {
    /// The conditions that searching, listing and deleting share.
    init(_ arguments: Arguments, now: Timestamp) throws {
        tags = MCPMemoryRecord.tags(arguments.json("tags"))
        matchesAllTags = arguments.string("tag_match") == "all"
        type = arguments.string("memory_type")
        window = try Self.window(after: arguments.string("after"), before: arguments.string("before"))
        if let phrase = arguments.string("time_expr") {
            window = try Self.window(phrase, now: now).intersected(with: window)
        }
        agent = arguments.string("agent_id").flatMap { $0.isEmpty ? nil : $0 }
    }
}

struct MCPMemoryListTool: Tool {
    let desk: MCPMemoryDesk
    let name = "memory_list"
    let title = "List memories"
    let description = """
        List memories, the newest first, a page at a time, by tags or type if given. Use it to show the user what is remembered. \
        To find something in particular use memory_search, which ranks.
        """
    let action = Action.read
    let hints = ToolHints.reads
    let output: [Shape.Property] = []
    let input: [Shape.Property] = [
        Shape.Property("page", .integer(1...1_000_000), "Which page, from 1.", fallback: 1),
        Shape.Property("page_size", .integer(1...100), "How many memories to a page.", fallback: 20),
        MCPMemoryTools.tags, MCPMemoryTools.tagMatch,
        Shape.Property("memory_type", .string, "Only memories of this type, such as `note` or `decision`."),
        Shape.Property("stale_days", .integer(1...100_000), "Only memories that nobody used in so many days."),
        MCPMemoryTools.store, MCPMemoryTools.agentFilter,
    ]

    func run(_ arguments: Arguments, in call: Call) async throws -> JSONValue {
        let access = try await desk.access(call, arguments, to: action)
        let number = arguments.integer("page") ?? 1
        let size = min(arguments.integer("page_size") ?? 20, desk.memories.limits.pageSize)
        var filter = try MCPMemoryQuestion(arguments, now: call.now).filter
        if let days = arguments.integer("stale_days") {
            filter.lastAccessed = DateFilter([.before(call.now.advanced(by: .seconds(-86_400 * days)))])
        }
        let page = PageRequest(limit: size, offset: (number - 1) * size)
        let found = try await desk.memories.list(access, filter, page: page)
        return .string(
            try MCPMemoryTools.text([
                "memories": .array(found.items.map(MCPMemoryRecord.json)), "total": .integer(Int64(found.total)),
                "page": .integer(Int64(number)), "page_size": .integer(Int64(size)),
                "has_more": .bool(page.offset + found.items.count < found.total),
            ])
        )
    }
}

struct MCPMemoryDeleteTool: Tool {
    let desk: MCPMemoryDesk
    let name = "memory_delete"
    let title = "Delete memories"
    let description = """
        Delete memories: one by its hash, or those with certain tags or dates. Call it with dry_run first and show the user what \
        would go; at least one condition is needed. Cannot be undone.
        """
    let action = Action.write
    let hints = ToolHints.destroys
    let output: [Shape.Property] = []
    let input: [Shape.Property] = [
        Shape.Property("content_hash", .string, "The hash of one memory; other conditions are then ignored."),
        MCPMemoryTools.tags, MCPMemoryTools.tagMatch, MCPMemoryTools.before, MCPMemoryTools.after,
        Shape.Property("dry_run", .flag, "Whether to tell only what would be deleted.", fallback: false),
        MCPMemoryTools.store,
    ]

    func run(_ arguments: Arguments, in call: Call) async throws -> JSONValue {
        let access = try await desk.access(call, arguments, to: action)
        let chosen: [Memory]
        if let hash = arguments.string("content_hash"), !hash.isEmpty {
            guard let memory = try await desk.work.find(access, hash) else { return "Error: Memory not found" }
            chosen = [memory]
        } else {
            let question = try MCPMemoryQuestion(arguments, now: call.now)
            guard !question.filter.isEmpty else {
                return "Error: At least one filter (content_hash, tags, before or after) is needed"
            }
            chosen = try await AllMemories.list(access, desk.memories, question.filter, atMost: .max)
        }
        guard arguments.flag("dry_run") != true else {
            let hashes = chosen.prefix(5).map(\.id).joined(separator: ", ")
            let more = chosen.count > 5 ? " ... and \(chosen.count - 5) more" : ""
            let list = chosen.isEmpty ? "" : "\nHashes: \(hashes)\(more)"
            return .string(
                "Would delete \(chosen.count) memories\n\nWould delete \(chosen.count) memories\(list)"
            )
        }
        let count = try await desk.work.delete(access, chosen)
        return .string("Successfully deleted \(count) memories\n\nDeleted \(count) memories")
    }
}

struct MCPMemoryUpdateTool: Tool {
    let desk: MCPMemoryDesk
    let name = "memory_update"
    let title = "Update a memory"
    let description = """
        Change the tags, the type or the metadata of a memory. With versioned and a new content in updates, its text is replaced; \
        the server keeps the former text as a version, and the hash stays the same.
        """
    let action = Action.write
    let hints = ToolHints.changes
    let output: [Shape.Property] = []
    let input: [Shape.Property] = [
        Shape.Property("content_hash", .text, "The hash of the memory.", isRequired: true),
        Shape.Property(
            "updates",
            .object,
            "What to change: `tags`, `memory_type`, `metadata`, and any other member for the metadata.",
            isRequired: true
        ),
        Shape.Property("versioned", .flag, "Whether `updates` has a new `content`.", fallback: false),
        Shape.Property("preserve_timestamps", .flag, "Accepted and not used."), MCPMemoryTools.store,
    ]

    /// Members of `updates` that are not metadata.
    private static let known: Set<String> = ["tags", "memory_type", "metadata", "content", "reason"]

    func run(_ arguments: Arguments, in call: Call) async throws -> JSONValue {
        let access = try await desk.access(call, arguments, to: action)
        let updates = arguments.object("updates")?.object ?? [:]
        let isVersioned = arguments.flag("versioned") ?? false
        let hash = arguments.text("content_hash")
        var change = MCPMemoryWork.Change()
        if let tags = updates["tags"] { change.tags = MCPMemoryRecord.tags(tags) }
        change.type = updates["memory_type"]?.string
        let custom = updates.filter { !Self.known.contains($0.key) }
        let given = (updates["metadata"]?.object ?? [:]).merging(custom) { $1 }
        if !given.isEmpty { change.metadata = given }
        if isVersioned {
            guard let content = updates["content"]?.string, !content.allSatisfy(\.isWhitespace) else {
                throw Fault(.validationFailed, "Error: versioned update requires 'content' field in updates.")
            }
            change.content = content
        }
        guard !change.isEmpty else { throw Fault(.validationFailed, "Error: updates dictionary is required") }
        let memory = try await desk.work.update(access, hash, change)
        return isVersioned
            ? .string("Successfully created a new version. New hash: \(memory.id), parent hash: \(hash).")
            : "Successfully updated memory metadata."
    }
}

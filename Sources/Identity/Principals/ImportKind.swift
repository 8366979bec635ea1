/// The system or the format that imported memories come from. Its raw value is written into their provenance and is the
/// word of `agent-memory import`.
package enum ImportKind: String, Sendable, Hashable, CaseIterable {
    /// An export of this server.
    case export
    /// Redis Agent Memory Server.
    case redisAMS = "redis-ams"
    case mcpMemoryService = "mcp-memory-service"
    case openMemory = "openmemory"
    case mem0
    /// Couchbase Agent Memory.
    case couchbase
    /// A Markdown file or a folder of them, as Claude Code and Basic Memory keep them.
    case markdown
    /// The memories of ChatGPT, as text.
    case chatGPT = "chatgpt"
    /// The memories of Claude, as text or in the export of an account.
    case claude

    /// The name as its makers write it.
    package var name: String {
        switch self {
        case .export: "Agent Memory"
        case .redisAMS: "Redis Agent Memory Server"
        case .mcpMemoryService: "MCP Memory Service"
        case .openMemory: "OpenMemory"
        case .mem0: "mem0"
        case .couchbase: "Couchbase Agent Memory"
        case .markdown: "Markdown"
        case .chatGPT: "ChatGPT"
        case .claude: "Claude"
        }
    }
}

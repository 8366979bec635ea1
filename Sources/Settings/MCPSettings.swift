package import Identity

/// The settings of the tools for MCP clients.
package struct MCPSettings: Sendable {
    package let searchAndFetch: SearchAndFetch
    package let toolNames: ToolNames

    init(_ s: SettingReader) {
        searchAndFetch = s.choice(
            "mcp.searchAndFetch",
            default: SearchAndFetch.auto,
            """
            Who gets the tools `search` and `fetch`, which ChatGPT needs outside its developer mode: `auto` offers them to ChatGPT \
            when its client metadata document or its redirect URI shows that it is ChatGPT.
            """
        )
        toolNames = s.choice(
            "mcp.toolNames",
            default: ToolNames.agentMemory,
            """
            Whose names and arguments the memory tools have: ours, or those of MCP Memory Service, so that its users' prompts, hooks \
            and lists of allowed tools keep working.
            """
        )
    }
}

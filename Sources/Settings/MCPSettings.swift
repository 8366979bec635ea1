package import Identity

/// The settings of the tools for MCP clients.
package struct MCPSettings: Sendable {
    package let searchAndFetch: SearchAndFetch

    init(_ s: SettingReader) {
        searchAndFetch = s.choice(
            "mcp.searchAndFetch",
            default: SearchAndFetch.auto,
            """
            Who gets the tools `search` and `fetch`, which ChatGPT needs outside its developer mode: `auto` offers them to ChatGPT \
            when its client metadata document or its redirect URI shows that it is ChatGPT.
            """
        )
    }
}

/// The settings of the tools for MCP clients.
package struct MCPSettings: Sendable {
    /// Whether the tools `search` and `fetch` are offered besides the others.
    package enum SearchAndFetch: String, Sendable, Hashable, CaseIterable {
        case auto, always, never
    }

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

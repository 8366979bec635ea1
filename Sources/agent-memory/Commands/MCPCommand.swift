import ArgumentParser

struct MCPCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mcp",
        abstract: "Serve MCP on standard input and output, for clients that start their servers themselves.",
        discussion: """
            The client acts with the API token in AGENT_MEMORY_TOKEN (or in the file that AGENT_MEMORY_TOKEN_FILE names). It works on \
            the database directly, also while `agent-memory serve` runs.

            In a client's configuration:
              {"command": "agent-memory", "args": ["mcp", "--data", "/path/to/data"], "env": {"AGENT_MEMORY_TOKEN": "amt_…"}}
            """
    )

    @OptionGroup var options: CommonOptions

    func run() async throws {
        try await Serving.standardStreams(try options.settings())
    }
}

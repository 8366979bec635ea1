import ArgumentParser

@main
struct AgentMemory: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent-memory",
        abstract: "A memory server for AI agents: REST and MCP, on your own machine.",
        subcommands: [ConfigCommand.self])
}

import ArgumentParser

// agent-memory: the one place that names the concrete parts.
//
// Owns the commands (`Commands/`), their options and output (`Console/`), the background services (`Services/`) and
// `Wiring/`, which assembles stores, embedder, authenticator and doors. Start reading at `Wiring/Wiring.swift`.

@main
struct AgentMemory: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent-memory",
        abstract: "A memory server for AI agents: REST and MCP, on your own machine.",
        discussion: """
            Start with `agent-memory serve`. The first start creates a user and prints an API token once. More tokens are created with \
            `agent-memory token add`, also while the server runs. Every command explains itself with --help; \
            `agent-memory config explain` shows the settings.

            Shell completions: `agent-memory --generate-completion-script bash`, `zsh` or `fish`.
            """,
        version: Version.current,
        subcommands: [
            ServeCommand.self, InitCommand.self, MCPCommand.self, TokenCommand.self, UserCommand.self,
            WorkspaceCommand.self,
            ClientCommand.self, ConnectCommand.self, KeyCommand.self, ModelCommand.self, DoctorCommand.self,
            ConfigCommand.self,
            SearchCommand.self, AddCommand.self, ListCommand.self, ImportCommand.self, ExportCommand.self,
            StatusCommand.self,
            HookCommand.self, BackupCommand.self, RestoreCommand.self, StorageCommand.self, DaemonCommand.self,
            HealthCommand.self,
            VersionCommand.self,
        ]
    )

    static func main() async {
        ProcessSurroundings.openStandardStreams()
        ProcessSurroundings.explainBusErrors()
        do {
            var command = try parseRoot(Array(CommandLine.arguments.dropFirst()))
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            exit(withError: CommandFailure.readable(error))
        }
    }

    /// - Throws: `ValidationError` with a suggestion for a misspelt command; otherwise what ArgumentParser throws.
    static func parseRoot(_ words: [String]) throws -> any ParsableCommand {
        let words = HelpWords.moved(in: words, of: Self.self)
        if let sentence = UnknownCommand.sentence(about: words, of: Self.self) { throw ValidationError(sentence) }
        return try parseAsRoot(words)
    }
}

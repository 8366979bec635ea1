import ArgumentParser
import Base
import ClientCatalog

struct HookInstall: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Write a plugin folder for Claude Code with both hooks.",
        discussion: """
            Claude Code loads the folder only after the two commands that this command prints. The folder contains the path of this \
            program and of the token's file, and no secret.
            """
    )

    @Option(help: ArgumentHelp("The server that the hooks ask; see `agent-memory search --help`.", valueName: "url"))
    var url: String?

    @Option(
        help: ArgumentHelp(
            "A file with the API token; without it, Claude Code needs AGENT_MEMORY_TOKEN.",
            valueName: "file"
        )
    )
    var tokenFile: String?

    @Option(help: ArgumentHelp("The data directory, when there is no --url.", valueName: "directory"))
    var data: String?

    @Flag(help: "Print the files, and write nothing.")
    var dryRun = false

    @Argument(help: ArgumentHelp("The folder to write.", valueName: "folder"))
    var folder: String

    func run() async throws {
        let installation = HookInstallation(
            plugin: HookPlugin(program: OwnProgram.path, url: url, tokenFile: tokenFile, data: data),
            folder: StorageDirectory.absolute(folder)
        )
        guard !dryRun else { return try installation.preview(removing: false).forEach { Terminal.line($0) } }
        try installation.write(stamp: "former")
        Terminal.line("Wrote the plugin to \(installation.folder). Now run:")
        installation.installing.forEach { Terminal.line("  " + ConnectionPlan.shell($0)) }
    }
}

import ArgumentParser
import Base
import ClientCatalog
import Glibc

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
        let plugin = HookPlugin(program: ConnectionPlan.quoted(OwnProgram.path), options: options)
        for file in plugin.files {
            let path = "\(StorageDirectory.absolute(folder))/\(file.path)"
            if dryRun {
                Terminal.line(path)
                try Terminal.json(file.text)
            } else {
                try Self.write(try Terminal.text(of: file.text) + "\n", to: path)
            }
        }
        guard !dryRun else { return }
        let place = ConnectionPlan.quoted(StorageDirectory.absolute(folder))
        Terminal.line("Wrote the plugin to \(StorageDirectory.absolute(folder)). Now run:")
        Terminal.line("  claude plugin marketplace add \(place)")
        Terminal.line("  claude plugin install \(HookPlugin.name)@\(HookPlugin.name)")
    }

    private var options: [String] {
        let named = [
            ("--url", url), ("--token-file", tokenFile.map(StorageDirectory.absolute)),
            ("--data", data.map(StorageDirectory.absolute)),
        ]
        return named.compactMap { name, value in value.map { "\(name) \(ConnectionPlan.quoted($0))" } }
    }

    /// - Throws: `CommandFailure` when a folder or the file cannot be written.
    private static func write(_ text: String, to path: String) throws {
        var prefix = ""
        for step in path.split(separator: "/").dropLast() {
            prefix += "/" + step
            guard mkdir(prefix, 0o755) == 0 || errno == EEXIST else { throw failure(prefix) }
        }
        guard let file = fopen(path, "we") else { throw failure(path) }
        let isWritten = fputs(text, file) >= 0
        guard fclose(file) == 0, isWritten else { throw failure(path) }
    }

    private static func failure(_ path: String) -> CommandFailure {
        CommandFailure("\(path) cannot be written: \(String(cString: strerror(errno))).")
    }
}

import ArgumentParser
import Identity
import SQLStorage
import Settings

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Create an empty database in the data directory.",
        discussion: """
            `agent-memory serve` does this at its first start. Use `init` to add users and tokens before the server runs. It changes \
            nothing when there is a database already.
            """
    )

    @OptionGroup var options: CommonOptions

    func run() throws {
        let settings = try options.settings()
        let directory = StorageDirectory.absolute(settings.storage.directory)
        guard FileStamp(path: SQLiteStores.file(in: directory)) == nil else {
            // Fails for a file that is not a database of this server.
            _ = try Wiring.look(settings)
            Terminal.line("There is already a database in \(directory). Nothing was changed.")
            return
        }
        try Wiring.openOrCreate(settings).close()
        Terminal.line("Created an empty database in \(directory).")
        Terminal.line(
            "Next, start the server with `agent-memory serve`, or add a user with `agent-memory user add NAME`."
        )
    }
}

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
        let place = settings.shownStorage
        // Fails for a database that is not of this server.
        if settings.mayHaveDatabase, try Wiring.look(settings) != nil {
            Terminal.line("There is already a database in \(place). Nothing was changed.")
            return
        }
        try Wiring.openOrCreate(settings).close()
        Terminal.line("Created an empty database in \(place).")
        Terminal.line(
            "Next, start the server with `agent-memory serve`, or add a user with `agent-memory user add NAME`."
        )
    }
}

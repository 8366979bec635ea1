import ArgumentParser
import Base
import Identity
import SQLStorage

struct StorageMigrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Copy everything into an empty database of the other kind, and compare both.",
        discussion: """
            A database is the data directory of SQLite, the URL of PostgreSQL (postgresql://USER@HOST/DATABASE), or @FILE with that URL in it, \
            so that no password is in the list of processes.

            The server must be stopped. Nothing can be written to the source until the command ends; the source stays as it is. If the command \
            is interrupted, run it again: it goes on where it was. Until it has finished, no server opens the target.
            """
    )

    @Option(help: ArgumentHelp("The database with the data.", valueName: "database"))
    var from: String

    @Option(help: ArgumentHelp("The empty database: for SQLite a directory without one.", valueName: "database"))
    var to: String

    func run() async throws {
        let (from, to) = (try MovePlace(from), try MovePlace(to))
        let source = try from.openSource()
        defer { source.close() }
        if case .postgres(let stores) = source.storage { try await stores.requireAlone() }
        let target = try to.openTarget()
        defer { target.close() }
        let hold = try source.storage.holdWrites()
        defer { hold.release() }
        let move = DatabaseMove(from: source.storage, named: source.name, to: target.storage)
        defer { Terminal.progress(nil) }
        let result = try await move.run { progress in
            Terminal.progress(
                progress.isComparing
                    ? "Comparing \(progress.table): \(progress.rows)"
                    : "Copying \(progress.table): \(progress.rows) of \(progress.total)"
            )
        }
        hold.release()
        let hasUsers = try await target.storage.identity.users.users(PageRequest(limit: 1)).total > 0
        try await target.place(hasUsers: hasUsers)
        Terminal.progress(nil)
        Terminal.line(
            "Moved \(result.rows) rows of \(result.tables) tables from \(source.name) to \(target.name). Both have the same rows."
        )
        Terminal.line(target.advice)
    }
}

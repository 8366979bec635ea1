import ArgumentParser

struct StorageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "storage",
        abstract: "Move the database to PostgreSQL, or back to SQLite.",
        subcommands: [StorageMigrate.self]
    )
}

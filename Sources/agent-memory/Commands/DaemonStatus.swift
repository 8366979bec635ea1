import ArgumentParser

struct DaemonStatus: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Say whether the service runs; exit code 1 when it does not."
    )

    @OptionGroup var options: DaemonOptions

    func run() throws {
        let management = options.management
        try management.requireRunning()
        Terminal.line("The service runs. Its log: journalctl \(management.place.option)-u \(DaemonUnit.name)")
    }
}

struct DaemonUninstall: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "uninstall",
        abstract: "Stop the service and remove it. The data stays."
    )

    @OptionGroup var options: DaemonOptions

    func run() throws {
        let management = options.management
        guard try management.uninstall() else {
            return Terminal.line("\(management.place.unitFile) does not exist. Nothing was changed.")
        }
        Terminal.line("Removed the service. The data is still in \(management.place.data).")
    }
}

import ArgumentParser
import Glibc

struct DaemonInstall: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Install this program as a service, and start it.",
        discussion: """
            Running it again changes only what is different. The data directory is /var/lib/agent-memory for the machine, or \
            ~/.local/share/agent-memory for you. --dry-run shows what would be done.
            """
    )

    @OptionGroup var options: DaemonOptions

    @Option(help: ArgumentHelp("The configuration file that the service reads.", valueName: "file"))
    var config: String?

    @Flag(help: "Show what would be written and run, and change nothing.")
    var dryRun = false

    func run() throws {
        let management = options.management
        let place = management.place
        let configuration = config.map(StorageDirectory.absolute)
        if let configuration, access(configuration, R_OK) != 0 {
            throw CommandFailure("\(configuration) cannot be read: \(String(cString: strerror(errno))).")
        }
        let unit = DaemonUnit(
            program: OwnProgram.path,
            data: place.data,
            configuration: configuration,
            account: place.account
        )
        let text = unit.text(for: .systemd)
        guard !dryRun else {
            Terminal.line("Would write \(place.unitFile):")
            Terminal.page("\n" + text)
            for step in DaemonInstallation.startSteps {
                Terminal.line("Would run: systemctl \(place.option)\(step.joined(separator: " "))")
            }
            return
        }
        try management.install(text)
        Terminal.line("Agent Memory runs as a service. Data directory: \(place.data)")
        Terminal.line("The first start wrote a token into its log: journalctl \(place.option)-u \(DaemonUnit.name)")
    }
}

import ArgumentParser

struct DaemonShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Print the text of the service, for a package or another service manager."
    )

    @OptionGroup var options: DaemonOptions

    @Option(help: ArgumentHelp("systemd or launchd.", valueName: "manager"))
    var manager = DaemonUnit.Format.systemd

    @Option(help: ArgumentHelp("The program that it starts; this one by default.", valueName: "path"))
    var program: String?

    @Option(help: ArgumentHelp("The configuration file that the service reads.", valueName: "file"))
    var config: String?

    func run() throws {
        let place = options.management.place
        let unit = DaemonUnit(
            program: program ?? OwnProgram.path,
            data: place.data,
            configuration: config,
            account: place.account
        )
        Terminal.page(unit.text(for: manager))
    }
}

extension DaemonUnit.Format: ExpressibleByArgument {}

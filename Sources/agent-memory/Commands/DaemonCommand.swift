import ArgumentParser
import Glibc
import Settings

struct DaemonCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "service",
        abstract: "Run the server permanently, as a service of this machine or of yours.",
        discussion: """
            As root, the service belongs to the machine and runs under an account of its own. Otherwise it belongs to you and runs as \
            long as you are logged in; `loginctl enable-linger` lets it run always.
            """,
        subcommands: [DaemonInstall.self, DaemonStatus.self, DaemonUninstall.self, DaemonShow.self]
    )
}

/// Which service is meant.
struct DaemonOptions: ParsableArguments {
    @Flag(inversion: .prefixedNo, help: "The machine's service instead of your own; the default for root.")
    var system: Bool?

    var management: DaemonInstallation {
        let folders = PersonFolders.process
        return DaemonInstallation(
            place: DaemonPlace(isSystem: system ?? (geteuid() == 0), folders),
            folders: folders
        )
    }
}

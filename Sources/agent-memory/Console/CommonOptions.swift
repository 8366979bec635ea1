import ArgumentParser
import Settings

/// What every command that touches settings or the database takes.
struct CommonOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The configuration file; agent-memory.yaml in the working directory when there is one.",
            valueName: "file"
        )
    )
    var config: String?

    @Option(help: ArgumentHelp("The data directory; AGENT_MEMORY_DATA or ./data by default.", valueName: "directory"))
    var data: String?

    /// - Parameter flags: what further options of the command say, by key.
    func settings(_ flags: [String: String] = [:]) throws -> ServerSettings {
        var flags = flags
        if let data { flags["data"] = data }
        return try ServerSettings(SettingInputs.process(flags: flags, configuration: config))
    }
}

/// How a command prints.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case text, json
}

struct FormatOption: ParsableArguments {
    @Option(help: "How to print: text for people, json for programs.")
    var format = OutputFormat.text
}

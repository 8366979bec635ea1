import ArgumentParser
import Settings

/// The options of every command that uses settings or the database.
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

    /// - Parameter flags: the values of the command's other options, by setting key.
    func settings(_ flags: [String: String] = [:]) throws -> ServerSettings {
        try ServerSettings(inputs(flags))
    }

    /// For commands that run or check the server.
    /// - Throws: `SettingProblems` with everything that keeps the server from starting.
    func checkedSettings(_ flags: [String: String] = [:]) async throws -> ServerSettings {
        try await SettingCheck.settings(inputs(flags))
    }

    private func inputs(_ flags: [String: String]) throws -> SettingInputs {
        var flags = flags
        if let data { flags["data"] = data }
        var inputs = try SettingInputs.process(flags: flags, configuration: config)
        inputs.bundledModels = OwnProgram.bundledModels(nextTo: OwnProgram.path)
        return inputs
    }
}

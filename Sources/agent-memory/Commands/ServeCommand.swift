import ArgumentParser

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Start the server: REST and MCP on one port.",
        discussion: """
            The first start creates a user and prints an API token once. The database and the models are in the data directory. \
            SIGTERM and SIGINT let requests in flight finish; then the server stops. SIGHUP makes a server without a terminal read its \
            settings again.
            """
    )

    @OptionGroup var options: CommonOptions

    @Option(help: ArgumentHelp("The address to listen on; 127.0.0.1 by default.", valueName: "address"))
    var host: String?

    @Option(help: ArgumentHelp("The TCP port; 8000 by default, 0 picks a free one.", valueName: "port"))
    var port: Int?

    @Option(
        help: ArgumentHelp(
            "How much to log: trace, debug, info, notice, warning, error or critical.",
            valueName: "level"
        )
    )
    var logLevel: String?

    func run() async throws {
        var flags: [String: String] = [:]
        flags["http.host"] = host
        flags["http.port"] = port.map(String.init)
        flags["log.level"] = logLevel
        let settings = try await options.checkedSettings(flags)
        let (options, given) = (options, flags)
        try await Serving.http(settings, inspection: Inspector(settings: settings)) {
            try await options.checkedSettings(given)
        }
    }
}

import ArgumentParser
import Base
import Outbound
import Settings

/// The options of commands that read and write memories with a token: which server or database, and which token.
struct MemoryOptions: ParsableArguments {
    @OptionGroup var common: CommonOptions

    @Option(
        help: ArgumentHelp(
            "The server to ask, such as http://127.0.0.1:8000. Without it, the command opens the data directory.",
            valueName: "url"
        )
    )
    var url: String?

    @Option(
        help: ArgumentHelp(
            "A file that holds the API token; - for standard input. By default the token is in AGENT_MEMORY_TOKEN.",
            valueName: "file"
        )
    )
    var tokenFile: String?

    /// Runs `body` with the tools, and closes them afterwards.
    /// - Parameter limits: of requests to a server.
    func withTools(
        limits: GuardedHTTP.Limits = GuardedHTTP.Limits(),
        _ body: (any ToolCaller) async throws -> Void
    ) async throws {
        let tools = try await tools(limits)
        try await body(tools)
        try await tools.close()
    }

    /// - Throws: `CommandFailure` when there is no usable token, or no database.
    func tools(_ limits: GuardedHTTP.Limits) async throws -> any ToolCaller {
        let settings = try common.settings()
        let secret = try tokenFile.map(TokenFile.read) ?? settings.token
        guard let url else { return try await LocalTools(settings, token: secret) }
        // Judges the token before it is sent anywhere.
        _ = try EnvironmentToken.read(secret)
        let http = try settings.outbound.operatorChosen(limits: limits)
        if let objection = await http.objection(to: url) { throw CommandFailure("--url: \(objection)") }
        return RemoteTools(url: url, token: secret ?? Secret(""), http: http)
    }
}

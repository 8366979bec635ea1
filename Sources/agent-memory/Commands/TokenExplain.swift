import ArgumentParser
import Glibc
import Identity
import Settings

struct TokenExplain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Explain why an access token is accepted or rejected, and how to fix it.",
        discussion: """
            The token is decoded but not trusted, and is not sent anywhere; only the issuers' public keys are fetched. With -, it is read from \
            standard input up to its end, which keeps it out of the shell's history. Quotes, line breaks and “Bearer” around it are \
            ignored, and the complete response of a token endpoint works too:

              pbpaste | agent-memory token explain -
            """
    )

    @OptionGroup var options: CommonOptions
    @Argument(help: "The token, or - for standard input.") var token: String = "-"

    /// Bytes: enough for the largest token, wrapped or inside the response of a token endpoint.
    private static let limit = 65_536

    func run() async throws {
        let settings = try options.settings()
        try StorageDirectory.requireDatabase(in: settings.storage.directory)
        let text = token == "-" ? try await Self.standardInput() : token
        let (explanation, hasIssuers) = try await TokenExamination(settings: settings).explain(text)
        for line in try ExplanationLines(explanation, hasIssuers: hasIssuers).all() { Terminal.line(line) }
        guard explanation.isAccepted else { throw ExitCode.failure }
    }

    private static func standardInput() async throws -> String {
        if isatty(STDIN_FILENO) == 1 { Terminal.warn("Paste the token, then Enter and Ctrl-D.") }
        let bytes = try await StandardStreams.wholeInput(upTo: limit)
        return String(decoding: bytes, as: UTF8.self)
    }
}

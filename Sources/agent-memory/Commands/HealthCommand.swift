import ArgumentParser
import Base
import Outbound
import Settings

struct HealthCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health",
        abstract: "Ask a running server whether it answers; exit code 1 when it does not.",
        discussion: """
            Needs no token: for a container's health check. `degraded` is an answer: memories can be read, but the last write failed or \
            semantic search does not work.
            """
    )

    @OptionGroup var options: CommonOptions

    @Option(
        help: ArgumentHelp("The server's URL; this machine and the port of the settings by default.", valueName: "url")
    )
    var url: String?

    func run() async throws {
        let settings = try options.settings()
        let base = url ?? settings.http.localURL(port: settings.http.port)
        let http = try settings.outbound.operatorChosen()
        if let objection = await http.objection(to: base) { throw CommandFailure("--url: \(objection)") }
        let document: GuardedHTTP.Response
        do {
            document = try await http.document((base.hasSuffix("/") ? String(base.dropLast()) : base) + "/health")
        } catch let failure as OutboundFailure {
            throw CommandFailure("\(failure)")
        }
        guard let status = (try? StrictJSON.parse(document.body))?["status"]?.string else {
            throw CommandFailure("\(base)/health does not answer as Agent Memory does. Check the URL.")
        }
        Terminal.line(status)
    }
}

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
            semantic search does not work. With --ready, the exit code is 1 also when a part of the server cannot be used.
            """
    )

    @OptionGroup var options: CommonOptions

    @Option(
        help: ArgumentHelp("The server's URL; this machine and the port of the settings by default.", valueName: "url")
    )
    var url: String?

    @Flag(help: "Ask whether database, schema, model and identity providers can be used, and name what cannot.")
    var ready = false

    func run() async throws {
        let settings = try options.settings()
        let base = url ?? settings.http.nearURL
        let http = try url == nil ? settings.nearServer() : settings.outbound.operatorChosen()
        if let objection = await http.objection(to: base) { throw CommandFailure("--url: \(objection)") }
        let path = ready ? "/health/ready" : "/health"
        let response: GuardedHTTP.Response
        do {
            response = try await http.get((base.hasSuffix("/") ? String(base.dropLast()) : base) + path)
        } catch let failure as OutboundFailure {
            throw CommandFailure("\(failure)")
        }
        let answer = try? StrictJSON.parse(response.body)
        guard [200, 503].contains(response.status), let status = answer?["status"]?.string else {
            throw CommandFailure("\(base)\(path) does not answer as Agent Memory does. Check the URL.")
        }
        guard response.status == 200 else {
            let missing = (answer?["checks"]?.object ?? [:]).filter { $0.value.string != "ok" }.keys.sorted()
            throw CommandFailure("The server is not ready: \(missing.joined(separator: ", ")).")
        }
        Terminal.line(status)
    }
}

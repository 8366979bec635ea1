import Base
import Identity
import Logging
import Settings

/// What is said on standard output once the server listens.
struct Greeting {
    let settings: ServerSettings
    let port: Int

    init(settings: ServerSettings, port: Int) {
        self.settings = settings
        self.port = port
    }

    private var url: String { "http://\(settings.http.hostInURL):\(port)" }

    /// The first start comes first: a token is made only once the port is ours, so that it is never made and not shown.
    func print(_ wiring: Wiring) async {
        do {
            if settings.auth.mode == .token, let first = try await runFirstStart(wiring) { say(firstStart(first)) }
        } catch {
            wiring.logger.error("the first user could not be made", metadata: ["cause": "\(CommandFailure.readable(error))"])
        }
        if settings.auth.mode == .disabled {
            say("Authentication is disabled: every program on this machine can read and delete every memory in the workspace “open”.")
        }
        if let workspace = settings.auth.anonymousWorkspace {
            let place = settings.auth.anonymousAnywhere ? "from anywhere" : "on this machine"
            say("Callers \(place) without a credential may read the workspace “\(workspace)”, and do nothing else.")
        }
        if let remark = settings.originRemark { say(remark) }
        say(wiring.embedding.sentence)
        say("Agent Memory \(Version.current) listens on \(url) (REST: \(url)/docs, MCP: \(url)/mcp).")
    }

    /// Flushed at once: whoever starts the server through a pipe waits for these lines.
    private func say(_ text: String) {
        try? StandardStreams.write(Array((text + "\n").utf8))
    }

    private func runFirstStart(_ wiring: Wiring) async throws -> FirstStart.Outcome? {
        try await wiring.operatorTools.firstStart.run(userName: settings.auth.presetUser, makesToken: settings.auth.preset == nil)
    }

    private func firstStart(_ first: FirstStart.Outcome) -> String {
        guard let token = first.secret?.reveal() else {
            return "This is the first start. The user \(first.user.name) was made; the credential in tokens.preset acts as this user."
        }
        return """
            This is the first start. The user \(first.user.name) was made, with this API token, which is not shown again:

                \(token)

            Try it:

                curl -sS \(url)/v1/long-term-memory/ \\
                  -H 'Authorization: Bearer \(token)' -H 'Content-Type: application/json' \\
                  -d '{"memories": [{"id": "first", "text": "The server has been started."}]}'

            """
    }
}

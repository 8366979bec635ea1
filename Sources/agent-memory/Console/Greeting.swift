import Authorization
import Base
import Identity
import Logging
import SQLStorage
import Settings

/// The messages on standard output once the server listens.
struct Greeting {
    let settings: ServerSettings
    let port: Int
    /// The origin of the login and setup pages; nil when there are none.
    let pages: String?
    private let output: LogQueue

    /// - Parameter output: must not block: otherwise a reader that does not read would stop the server.
    init(settings: ServerSettings, port: Int, pages: String?, output: LogQueue) {
        self.output = output
        self.settings = settings
        self.port = port
        self.pages = pages
    }

    /// The URL at which a program on this machine reaches the server.
    var localURL: String { settings.http.localURL(port: port) }

    /// The URL at which clients reach the server, maybe from other machines.
    private var clientURL: String { settings.http.publicURL ?? localURL }

    /// Prints the messages, those of a first start first. The token is created only after the server has its port:
    /// otherwise a token could be created and never shown.
    func print(_ wiring: Wiring) async {
        var isFirst = false
        do {
            if settings.auth.mode == .token, let first = try await runFirstStart(wiring) {
                isFirst = true
                say(firstStart(user: first.user.name, token: first.secret))
            }
        } catch {
            wiring.logger.error(
                "the first user could not be created",
                metadata: ["cause": "\(CommandFailure.readable(error))"]
            )
        }
        for remark in remarks { say(remark) }
        say(wiring.embedding.sentence)
        if let sentence = wiring.settings.language.sentence { say(sentence) }
        if !isFirst, let line = await login(wiring) { say(line) }
        say("Data directory: \(StorageDirectory.absolute(settings.storage.directory))")
        say(address)
    }

    /// Remarks for the operator about who gets in.
    private var remarks: [String] {
        var remarks: [String] = []
        if settings.auth.mode == .disabled {
            remarks.append(
                "Authentication is disabled: every program on this machine can read and delete every memory in the workspace “open”."
            )
        }
        if let workspace = settings.auth.anonymousWorkspace {
            let place = settings.auth.anonymousAnywhere ? "from anywhere" : "on this machine"
            remarks.append(
                "Callers \(place) without a credential can read the workspace “\(workspace)” and do nothing else."
            )
        }
        if let remark = settings.originRemark { remarks.append(remark) }
        if let remark = settings.certificateRemark { remarks.append(remark) }
        return remarks
    }

    /// The last line. A program that starts the server through a pipe waits for it.
    var address: String {
        let others = settings.http.isEveryAddress ? " and every other address of this machine" : ""
        return
            "Agent Memory \(Version.current) listens on \(localURL)\(others) (API: \(clientURL)/docs, MCP: \(clientURL)/mcp)."
    }

    /// The message of a first start. It contains the token only once; the other lines use the variable.
    func firstStart(user: String, token: Secret?) -> String {
        guard let token = token?.reveal() else {
            return
                "This is the first start. The user \(user) was created. The credential in tokens.preset acts as this user."
        }
        let setup = passwordLine(of: user).map { "\n\($0)\n" } ?? ""
        return """
            This is the first start. The user \(user) was created. This API token of \(user) is shown only now:

                export TOKEN=\(token)

            Store a memory:

                curl -sS \(settings.http.tls == nil ? localURL : clientURL)/v1/long-term-memory/ \\
                  -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
                  -d '{"memories": [{"id": "first", "text": "The server has been started."}]}'

            Connect Claude Code:

                claude mcp add --transport http memory \(clientURL)/mcp --header "Authorization: Bearer $TOKEN"
            \(setup)
            """
    }

    /// How to set the first password; nil when there are no login pages for passwords.
    private func passwordLine(of user: String) -> String? {
        guard let pages, settings.oauth.localLogin else { return nil }
        // The setup page is served to this machine only.
        guard HTTPSettings.isLoopback(url: pages) else {
            return "Set a password to log in at \(pages)/login: agent-memory user password \(user)"
        }
        return "Set a password to log in with: \(pages)/setup"
    }

    /// For later starts: the setup page as long as the first user has no password, then the login.
    private func login(_ wiring: Wiring) async -> String? {
        guard let pages else { return nil }
        guard let first = try? await wiring.operatorTools.stores.users.users(PageRequest(limit: 1)).items.first,
            let password = try? await .some(wiring.operatorTools.authorization.passwords.password(of: first.id)),
            password == nil,
            settings.oauth.providers.isEmpty, let line = passwordLine(of: first.name)
        else { return "Log in: \(pages)/login" }
        return line
    }

    private func say(_ text: String) {
        output.put(Array((text + "\n").utf8))
    }

    private func runFirstStart(_ wiring: Wiring) async throws -> FirstStart.Outcome? {
        let first = try await wiring.operatorTools.firstStart.run(
            userName: settings.auth.presetUser,
            makesToken: settings.auth.preset == nil
        )
        if first != nil { try wiring.stores.checkpoint() }
        return first
    }
}

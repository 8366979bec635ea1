import ArgumentParser
import Authorization
import Base
import Identity

struct UserLogout: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout",
        abstract: "End a user's logins: browser sessions and the access of applications.",
        discussion: """
            Applications that the user allowed lose their access and refresh tokens at once, and the user has to log in again. The \
            password, the consents and the API tokens stay, and so do access tokens that an identity provider issued. \
            To remove API tokens: agent-memory token remove ID. To refuse every token: agent-memory user disable NAME.
            """
    )

    @OptionGroup var options: CommonOptions
    @Argument(help: "Name or id.") var user: String

    func run(_ tools: OperatorTools) async throws {
        let found = try await tools.users.user(user)
        tools.report("Logged out \(found.name) (\(Self.sentence(try await tools.logins.endAll(of: found))))")
    }

    /// Both counts in words.
    static func sentence(_ ended: EndedLogins) -> String {
        let (sessions, grants) = (ended.browserSessions, ended.grants)
        return "\(sessions) browser session\(sessions == 1 ? "" : "s"), \(grants) application\(grants == 1 ? "" : "s")"
    }
}

import ArgumentParser
import Base
import Glibc
import Identity

struct UserPassword: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "password",
        abstract: "Set a user's password for logging in, and end the user's logins elsewhere.",
        discussion: "Asked for on the terminal, or read from standard input: printf %s \"$PASSWORD\" | agent-memory user password alice")

    @OptionGroup var options: CommonOptions
    @Argument(help: "Name or id.") var user: String

    func run() async throws {
        let tools = try Wiring.operatorTools(try options.settings())
        let found = try await tools.users.user(user)
        let hash = try Self.ask()
        guard try await tools.authorization.passwords.setPassword(hash, of: found.id) else {
            throw CommandFailure("The user was deleted meanwhile.")
        }
        _ = try await tools.authorization.sessions.endAll(of: found.id, except: nil)
        tools.report("Set the password of \(found.name)")
    }

    /// On the terminal, unseen, or a line of standard input.
    static func ask() throws -> PasswordHash {
        let password = Secret(isatty(STDIN_FILENO) == 1 ? String(cString: getpass("New password: ")) : (readLine() ?? ""))
        try PasswordHash.check(password)
        return try PasswordHash(hashing: password, random: SystemRandom())
    }
}

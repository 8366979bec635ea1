import ArgumentParser
import Authorization
import Base
import Glibc
import Identity

struct UserPassword: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "password",
        abstract: "Set a user's password for logging in, and end the user's browser sessions.",
        discussion: """
            Asks for the password twice on a terminal. From a pipe, reads one line:

              printf %s "$PASSWORD" | agent-memory user password alice
            """
    )

    @OptionGroup var options: CommonOptions
    @Argument(help: "Name or id.") var user: String

    func run(_ tools: OperatorTools) async throws {
        let found = try await tools.users.user(user)
        try await tools.logins.setPassword(try Self.ask(), of: found)
        tools.report("Set the password of \(found.name)")
    }

    /// Reads it twice from the terminal, without showing it, or as one line from standard input.
    static func ask() throws -> PasswordHash {
        let prompt: NewPassword
        if isatty(STDIN_FILENO) == 1 {
            prompt = .typed { PasswordPrompt.ask($0) }
        } else {
            prompt = .piped { readLine() }
        }
        return try PasswordHash(hashing: try prompt.read(), random: Surroundings.random)
    }
}

/// The source of a new password.
enum NewPassword {
    /// A person who types it twice, because the terminal does not show it.
    case typed((_ question: String) -> String?)
    /// A program that writes it as one line.
    case piped(() -> String?)

    /// - Throws: `CommandFailure` when the two entries differ or contain a control character, `validationFailed` for an
    ///   invalid password.
    func read() throws -> Secret {
        switch self {
        case .piped(let line):
            let password = Secret(line() ?? "")
            try Self.check(password)
            return password
        case .typed(let ask):
            let password = Secret(ask("New password: ") ?? "")
            // Before it is typed again.
            try Self.check(password)
            guard ask("Repeat the password: ") == password.reveal() else {
                throw CommandFailure("The two passwords differ. The password was not changed.")
            }
            return password
        }
    }

    private static func check(_ password: Secret) throws {
        // A key that a terminal passes on as a character, such as an arrow, cannot be typed in a browser.
        guard !password.reveal().unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw CommandFailure(
                "A password cannot contain control characters, such as those of the arrow keys. The password was not changed."
            )
        }
        try PasswordHash.check(password)
    }
}

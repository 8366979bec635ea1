import ArgumentParser
import Authorization
import Base
import Identity
import Settings

struct UserCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Manage user accounts.",
        discussion: """
            A user's name is the user_id that the APIs show. Each user has a personal workspace that nobody else can enter. Commands \
            accept the name or the id of a user. As at login, upper and lower case in names do not matter.
            """,
        subcommands: [
            Add.self, List.self, Show.self, UserEdit.self, UserDisable.self, Enable.self, UserDelete.self,
            UserErase.self,
            UserInvite.self, UserPassword.self, UserLogout.self,
        ]
    )

    struct Add: OperatorCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create a user, with a personal workspace.",
            discussion: """
                Examples:
                  agent-memory user add you@example.com --password
                  agent-memory token add --user you@example.com --description "my laptop"
                """
        )

        @OptionGroup var options: CommonOptions
        @OptionGroup var output: FormatOption
        @Argument(help: "The permanent name, up to 128 characters, shown as user_id.") var name: String
        @Option(help: ArgumentHelp("A display name.", valueName: "text")) var displayName: String?
        @Option(
            help: ArgumentHelp(
                "An email address. With linkByEmail, a provider login with the same verified address uses this account.",
                valueName: "address"
            )
        )
        var email: String?
        @Flag(help: "The user can manage the users (/users) of their teams, with a token that has memory:admin.")
        var administrator = false
        @Flag(help: "Ask for a password to log in with: twice on a terminal, one line from a pipe.") var password =
            false

        func run(_ tools: OperatorTools) async throws {
            // Before the user is created, so that an invalid password leaves nothing behind.
            let hash = password ? try UserPassword.ask() : nil
            let user = try await tools.users.add(
                name: name,
                displayName: displayName,
                email: email,
                isAdministrator: administrator
            )
            if let hash { try await tools.logins.setPassword(hash, of: user) }
            tools.report("Created user \(user.name)", output.format)
            try UserRow(user).print(output.format)
        }
    }

    struct List: OperatorCommand {
        static let configuration = CommandConfiguration(abstract: "List the users.")

        @OptionGroup var options: CommonOptions
        @OptionGroup var output: FormatOption

        func run(_ tools: OperatorTools) async throws {
            let users = try await allItems { try await tools.users.list($0) }.map { UserRow($0) }
            try Terminal.list(users, output.format, absence: "No users found.")
        }
    }

    struct Show: OperatorCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one user and the workspaces the user can enter."
        )

        @OptionGroup var options: CommonOptions
        @OptionGroup var output: FormatOption
        @Argument(help: "Name or id.") var user: String

        func run(_ tools: OperatorTools) async throws {
            let found = try await tools.users.user(user)
            try UserRow(found, memberships: try await tools.users.memberships(of: found)).print(output.format)
        }
    }

    struct Enable: OperatorCommand {
        static let configuration = CommandConfiguration(abstract: "Enable a disabled user; the tokens work again.")

        @OptionGroup var options: CommonOptions
        @Argument(help: "Name or id.") var user: String

        func run(_ tools: OperatorTools) async throws {
            tools.report("Enabled user \(try await tools.users.enable(user).name)")
        }
    }
}

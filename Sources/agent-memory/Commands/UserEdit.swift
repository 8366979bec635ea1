import ArgumentParser
import Base
import Identity
import Settings

struct UserEdit: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Change a user's display name, email address or administrator right.",
        discussion: """
            Only the given values change; an empty text removes a value. The name cannot be changed: memories are filed under it.

            Examples:
              agent-memory user edit alice --display-name "Alice Liddell" --email alice@example.com
              agent-memory user edit alice --administrator
              agent-memory user edit alice --email ""
            """
    )

    @OptionGroup var options: CommonOptions
    @OptionGroup var output: FormatOption
    @Argument(help: "Name or id.") var user: String
    @Option(help: ArgumentHelp("A display name.", valueName: "text")) var displayName: String?
    @Option(help: ArgumentHelp("The email address.", valueName: "address")) var email: String?
    @Flag(
        inversion: .prefixedNo,
        help: "Whether the user can manage users (/users), with a token that has memory:admin."
    )
    var administrator: Bool?
    @Flag(name: [.short, .long], help: "Remove the right even from the last administrator.") var force = false

    func validate() throws {
        guard displayName != nil || email != nil || administrator != nil else {
            throw ValidationError(
                "Name what to change: --display-name, --email, --administrator or --no-administrator."
            )
        }
    }

    func run(_ tools: OperatorTools) async throws {
        let changed = try await LastAdministrator.guarded(force) {
            try await tools.users.edit(
                user,
                displayName: displayName,
                email: email,
                isAdministrator: administrator,
                force: $0
            )
        }
        tools.report("Changed user \(changed.name)", output.format)
        try UserRow(changed).print(output.format)
    }
}

struct UserDisable: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable",
        abstract: "Disable a user: every token of the user stops working at once; the memories stay."
    )

    @OptionGroup var options: CommonOptions
    @Argument(help: "Name or id.") var user: String
    @Flag(name: [.short, .long], help: "Disable even the last administrator.") var force = false

    func run(_ tools: OperatorTools) async throws {
        let disabled = try await LastAdministrator.guarded(force) { try await tools.users.disable(user, force: $0) }
        tools.report("Disabled user \(disabled.name)")
    }
}

struct UserDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Delete a user, the personal workspace, every memory in it and every token of the user.",
        discussion: """
            The user's memories in private team workspaces are deleted too. Memories that the user stored in shared team workspaces stay \
            there, under the user's name; a new user with the same name is shown as their owner.

            A person who still has an account at an identity provider becomes a new user at the next login or token. \
            To lock somebody out, disable the user instead: agent-memory user disable NAME.
            """
    )

    @OptionGroup var options: CommonOptions
    @Argument(help: "Name or id.") var user: String
    @Flag(name: [.short, .long], help: "Do not ask, and delete even the last administrator.") var force = false

    func run() async throws {
        let settings = try options.settings()
        let tools = try Wiring.operatorTools(settings)
        let found = try await tools.users.user(user)
        if !force { try await tools.users.requireAnotherAdministrator(than: found) }
        let question = "Delete \(found.name) and every memory in the user's personal workspace? This cannot be undone."
        guard force || Terminal.confirms(question) else {
            Terminal.line("User deletion cancelled.")
            throw ExitCode.failure
        }
        _ = try await LastAdministrator.guarded(force) { try await tools.users.delete(found.id.rawValue, force: $0) }
        tools.report("Deleted user \(found.name)")
        guard !settings.auth.issuers.isEmpty || !settings.oauth.providers.isEmpty else { return }
        Terminal.line(
            "If an identity provider still accepts the person, the next token or login creates a new user. To lock"
        )
        Terminal.line("somebody out, disable the user instead of deleting: agent-memory user disable NAME.")
    }
}

import ArgumentParser
import Base
import Identity

struct WorkspaceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workspace",
        abstract: "Manage workspaces, which isolate memories from each other.",
        discussion: """
            Every memory belongs to exactly one workspace. Each user has a personal workspace. A team workspace has members, and an \
            application's --service token is bound to one.
            """,
        subcommands: [
            Add.self, List.self, Show.self, Members.self, WorkspaceInvite.self, WorkspaceRename.self,
            WorkspaceRemove.self,
        ]
    )

    struct Add: OperatorCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create a team workspace.",
            discussion:
                "Then add people with `workspace members`, or an application with `token add --service --workspace NAME`."
        )

        @OptionGroup var options: CommonOptions
        @OptionGroup var output: FormatOption
        @Argument(help: "The name.") var name: String
        @Flag(name: .customLong("private"), help: "Members see only what is filed under their own user_id.")
        var isPrivate = false

        func run(_ tools: OperatorTools) async throws {
            let workspace = try await tools.workspaces.add(name: name, privacy: isPrivate ? .privatePerUser : .shared)
            tools.report("Created workspace \(workspace.name)", output.format)
            try WorkspaceRow(workspace).print(output.format)
        }
    }

    struct List: OperatorCommand {
        static let configuration = CommandConfiguration(abstract: "List the workspaces.")

        @OptionGroup var options: CommonOptions
        @OptionGroup var output: FormatOption

        func run(_ tools: OperatorTools) async throws {
            let rows = try await allItems { try await tools.workspaces.list($0) }.map(WorkspaceRow.init)
            try Terminal.list(rows, output.format, absence: "No workspaces found.")
        }
    }

    struct Show: OperatorCommand {
        static let configuration = CommandConfiguration(abstract: "Show one workspace.")

        @OptionGroup var options: CommonOptions
        @OptionGroup var output: FormatOption
        @Argument(help: "Name or id.") var workspace: String

        func run(_ tools: OperatorTools) async throws {
            try WorkspaceRow(try await tools.workspaces.workspace(workspace)).print(output.format)
        }
    }

    struct Members: OperatorCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the members of a workspace; add, change or remove one.",
            discussion: """
                Roles: reader (reads), member (reads and writes), admin (also manages).

                Examples:
                  agent-memory workspace members shop
                  agent-memory workspace members shop --add alice --role admin
                  agent-memory workspace members shop --remove alice
                """
        )

        @OptionGroup var options: CommonOptions
        @OptionGroup var output: FormatOption
        @Argument(help: "Name or id of the workspace.") var workspace: String
        @Option(help: ArgumentHelp("Add this user, or change the role.", valueName: "user")) var add: String?
        @Option(help: "The role: reader, member or admin.") var role = Role.member
        @Option(help: ArgumentHelp("Remove this user.", valueName: "user")) var remove: String?

        func run(_ tools: OperatorTools) async throws {
            let found = try await tools.workspaces.workspace(workspace)
            if let add {
                let user = try await tools.users.user(add)
                try await tools.workspaces.setMember(user, of: found, role: role)
                tools.report("Made \(user.name) \(role.rawValue) of workspace \(found.name)", output.format)
            }
            if let remove {
                let user = try await tools.users.user(remove)
                try await tools.workspaces.removeMember(user, of: found)
                tools.report("Removed \(user.name) from workspace \(found.name)", output.format)
            }
            let members = try await tools.workspaces.members(of: found).map { MemberRow(user: $0.user, role: $0.role) }
            try Terminal.list(members, output.format, absence: "No members.")
        }
    }
}

extension Role: ExpressibleByArgument {}

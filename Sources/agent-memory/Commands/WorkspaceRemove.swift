import ArgumentParser
import Base
import Identity
import Settings

struct WorkspaceRename: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rename",
        abstract: "Rename a team workspace; memories, members and tokens stay.",
        discussion: "Lists the settings that name the workspace; change them before the next start."
    )

    @OptionGroup var options: CommonOptions
    @OptionGroup var output: FormatOption
    @Argument(help: "Name or id of the workspace.") var workspace: String
    @Argument(help: "The new name.") var new: String

    func run() async throws {
        let settings = try options.settings()
        let tools = try Wiring.operatorTools(settings)
        let found = try await tools.workspaces.workspace(workspace)
        let renamed = try await tools.workspaces.rename(found, to: new)
        tools.report("Renamed workspace \(found.name) to \(renamed.name)", output.format)
        for setting in settings.settings(naming: [found.name]) where renamed.name != found.name {
            Terminal.warn("Warning: \(setting) names \(found.name). Change it to \(renamed.name).")
        }
        try WorkspaceRow(renamed).print(output.format)
    }
}

struct WorkspaceRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove a team workspace with every memory in it; tokens bound to it stop working at once.",
        discussion: "A personal workspace is removed with its user: agent-memory user delete NAME."
    )

    @OptionGroup var options: CommonOptions
    @Argument(help: "Name or id of the workspace.") var workspace: String
    @Flag(name: [.short, .long], help: "Do not ask.") var force = false

    func run() async throws {
        let settings = try options.settings()
        let tools = try Wiring.operatorTools(settings)
        let found = try await tools.workspaces.workspace(workspace)
        if found.kind == .team {
            Terminal.line(
                "Removed with workspace \(found.name): \(WorkspaceRemoval.sentence(try await tools.workspaces.contents(of: found)))."
            )
            guard force || Terminal.confirms("Remove workspace \(found.name)? This cannot be undone.") else {
                Terminal.line("Workspace removal cancelled.")
                throw ExitCode.failure
            }
        }
        try await tools.workspaces.remove(found)
        tools.report("Removed workspace \(found.name)")
        for setting in settings.settings(naming: [found.name, found.id.rawValue]) {
            Terminal.warn("Warning: \(setting) names \(found.name), which no longer exists.")
        }
    }
}

/// The summary that `workspace remove` prints before it asks.
enum WorkspaceRemoval {
    static func sentence(_ contents: WorkspaceContents) -> String {
        let parts = [
            (contents.memories, "memory", "memories"), (contents.sessions, "session", "sessions"),
            (contents.members, "membership", "memberships"), (contents.apiTokens, "API token", "API tokens"),
            (contents.clients, "client", "clients"),
        ].filter { $0.0 > 0 }.map { count, one, many in "\(count) \(count == 1 ? one : many)" }
        guard let last = parts.last else { return "nothing, it is empty" }
        return parts.count == 1 ? last : parts.dropLast().joined(separator: ", ") + " and " + last
    }
}

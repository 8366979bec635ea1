import Base
import ClientCatalog

/// The plugin folder that adds the hooks to Claude Code: a marketplace with one plugin in it (Claude Code plugins,
/// "Plugin directory structure").
struct HookPlugin: Sendable {
    /// The shell command of this program, such as `'/usr/bin/agent-memory'`.
    let program: String
    /// The options of both hooks, quoted for a shell.
    let options: [String]

    /// - Parameters:
    ///   - program: the path of this program.
    ///   - url: the server that the hooks ask.
    ///   - tokenFile: the file with the API token.
    ///   - data: the data directory, when there is no server to ask.
    init(program: String, url: String?, tokenFile: String?, data: String?) {
        self.program = ConnectionPlan.quoted(program)
        let named = [
            ("--url", url), ("--token-file", tokenFile.map(StorageDirectory.absolute)),
            ("--data", data.map(StorageDirectory.absolute)),
        ]
        options = named.compactMap { name, value in value.map { "\(name) \(ConnectionPlan.quoted($0))" } }
    }

    static let name = "agent-memory"

    /// Whether a file was written for this plugin, by any version and whatever the program was called.
    static func isOurs(_ text: String) -> Bool { text.contains(name) || text.contains(" hook recall") }

    /// The files by their path in the folder.
    var files: [(path: String, text: JSONValue)] {
        [
            (
                ".claude-plugin/marketplace.json",
                [
                    "name": .string(Self.name), "owner": ["name": .string(Self.name)],
                    "plugins": [["name": .string(Self.name), "source": "./", "description": .string(Self.purpose)]],
                ]
            ),
            (
                ".claude-plugin/plugin.json",
                [
                    "name": .string(Self.name), "version": .string(Version.current),
                    "description": .string(Self.purpose),
                ]
            ),
            (
                "hooks/hooks.json",
                [
                    "hooks": [
                        "SessionStart": entry("recall"), "UserPromptSubmit": entry("recall"),
                        "Stop": entry("capture", isWaitedFor: false), "PreCompact": entry("capture"),
                        "SessionEnd": entry("capture"),
                    ]
                ]
            ),
        ]
    }

    private static let purpose = "Puts memories into the context, and conversations into working memory."

    private func entry(_ hook: String, isWaitedFor: Bool = true) -> JSONValue {
        var command: [String: JSONValue] = [
            "type": "command", "command": .string(([program, "hook", hook] + options).joined(separator: " ")),
            "timeout": 10,
        ]
        if !isWaitedFor { command["async"] = true }
        return [["hooks": [.object(command)]]]
    }
}

import Base
import ClientCatalog
import Glibc

/// The plugin folder on a person's machine, and the commands by which Claude Code loads and forgets it.
struct HookInstallation {
    let plugin: HookPlugin
    /// Absolute.
    let folder: String

    /// The client that loads such a plugin.
    static let client = "claude-code"
    private static let program = "claude"

    /// The folder that `connect` uses.
    static func folder(on machine: Machine) -> String { machine.config + "/agent-memory/claude-code-hooks" }

    /// Whether the plugin was written there.
    var isThere: Bool { plugin.files.contains { access(path($0.path), F_OK) == 0 } }

    private func path(_ file: String) -> String { "\(folder)/\(file)" }

    /// - Throws: `CommandFailure` when a file is there that is not of this plugin.
    private func edits() throws -> [FileEdit] {
        try plugin.files.map { file in
            let path = path(file.path)
            let text = Array((try Terminal.text(of: file.text) + "\n").utf8)
            let before = try FileReplacement.read(path)
            if let before, !HookPlugin.isOurs(String(decoding: before, as: UTF8.self)) {
                throw CommandFailure("\(path) belongs to something else. Choose another folder.")
            }
            return FileEdit(path: path, before: before, after: text, holdsToken: false)
        }
    }

    var installing: [[String]] {
        [
            [Self.program, "plugin", "marketplace", "add", folder],
            [Self.program, "plugin", "install", "\(HookPlugin.name)@\(HookPlugin.name)"],
        ]
    }

    private var removing: [[String]] {
        [
            [Self.program, "plugin", "uninstall", "\(HookPlugin.name)@\(HookPlugin.name)"],
            [Self.program, "plugin", "marketplace", "remove", HookPlugin.name],
        ]
    }

    /// The steps that would be done, one line an element.
    func preview(removing removes: Bool) throws -> [String] {
        if removes { return removing.map { "Would run: " + ConnectionPlan.shell($0) } + ["Would delete: \(folder)"] }
        return try edits().flatMap { ["Would write \($0.path)"] + $0.changedLines }
            + installing.map { "Would run: " + ConnectionPlan.shell($0) }
    }

    /// Writes the folder.
    /// - Parameter stamp: as for `FileReplacement`.
    /// - Returns: whether a file changed.
    @discardableResult
    func write(stamp: String) throws -> Bool {
        let changes = try edits().filter(\.isChange)
        for edit in changes {
            // A former version of our own file is not worth keeping.
            if let backup = try FileReplacement.replace(edit, stamp: stamp) { unlink(backup) }
        }
        return !changes.isEmpty
    }

    /// - Returns: what was done, one line an element.
    func install(on person: PersonMachine, stamp: String) throws -> [String] {
        let changed = try write(stamp: stamp)
        return [changed ? "Wrote the hooks to \(folder)" : "The hooks are in \(folder) already."]
            + (try run(installing, on: person))
            + ["Restart Claude Code. To see what a hook would do: agent-memory hook recall --dry-run"]
    }

    func remove(from person: PersonMachine) throws -> [String] {
        guard isThere else { return ["There are no hooks in \(folder)."] }
        let done = try run(removing, on: person)
        for file in plugin.files { unlink(path(file.path)) }
        for part in ["hooks", ".claude-plugin"] { rmdir(path(part)) }
        rmdir(folder)
        return done + ["Deleted the hooks in \(folder)"]
    }

    /// Runs the commands, or tells the person to. A repetition is not an error.
    private func run(_ commands: [[String]], on person: PersonMachine) throws -> [String] {
        guard let program = person.machine.find(Self.program) else {
            return ["There is no program \(Self.program) here. Run on the machine that has it:"]
                + commands.map { "  " + ConnectionPlan.shell($0) }
        }
        return try commands.map { command in
            do {
                try person.programs.run(program, Array(command.dropFirst()))
            } catch let failure as CommandFailure {
                let text = "\(failure)".lowercased()
                guard text.contains("already") || text.contains("not installed") || text.contains("not found") else {
                    throw failure
                }
            }
            return "Ran: " + ConnectionPlan.shell(command)
        }
    }
}

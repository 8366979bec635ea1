import ArgumentParser
import Base
import FoundationEssentials
import Memories

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Import memories from a file.",
        subcommands: [Export.self]
    )

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export",
            abstract: "Import an export of Agent Memory: its archive, or one of its files memories.jsonl.",
            discussion: """
                Acts with the API token in AGENT_MEMORY_TOKEN. Memories keep their ids, so doing it again changes nothing. They belong to \
                the token's user.

                Examples:
                  agent-memory import export agent-memory-2026-11-29.zip --dry-run
                  agent-memory import export agent-memory-2026-11-29.zip
                """
        )

        @OptionGroup var options: MemoryOptions
        @OptionGroup var output: FormatOption

        @Argument(help: "The file.")
        var file: String

        @Flag(help: "Only say what would happen.")
        var dryRun = false

        @Flag(help: "Replace memories that have another content here. The former content becomes a version.")
        var replace = false

        @Option(
            help: ArgumentHelp(
                "Import what the archive has of this team. Without it, the person's own memories.",
                valueName: "name"
            )
        )
        var team: String?

        @Option(
            help: ArgumentHelp("The workspace to import into, by id; the token's own by default.", valueName: "id")
        )
        var workspace: String?

        func run() async throws {
            let file = try read()
            guard let part = file.parts.first(where: { $0.team.isExactly(team) }) else {
                let teams = file.parts.compactMap(\.team).joined(separator: ", ")
                throw CommandFailure("The archive has no such memories. Its teams: \(teams.isEmpty ? "none" : teams).")
            }
            let lines = ImportLines(part.lines)
            try await options.withTools { tools in
                var outcome = ImportOutcome(refused: lines.refused)
                for batch in lines.batches {
                    let request: JSONValue = ["memories": .array(batch.map(\.memory)), "replace": .bool(replace)]
                    let answer = try await tools.importMemories(request, isDryRun: dryRun, into: workspace)
                    outcome.add(answer, of: batch)
                }
                try outcome.show(in: output.format, isDryRun: dryRun, replacing: replace)
            }
        }

        /// - Throws: `CommandFailure` for a file that cannot be read.
        private func read() throws -> ImportFile {
            guard let bytes = FileManager.default.contents(atPath: file) else {
                throw CommandFailure("The file \(file) cannot be read.")
            }
            do {
                return try ImportFile(Array(bytes))
            } catch let fault as Fault {
                throw CommandFailure("\(file): \(fault.detail)")
            }
        }
    }
}

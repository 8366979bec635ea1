import ArgumentParser
import Base
import Identity
import Imports

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Import memories from an export, from another system, or from notes.",
        discussion: """
            Acts with the API token in AGENT_MEMORY_TOKEN. Memories keep their ids, so an import that was interrupted goes on when it \
            is started again, and doing it twice changes nothing. Begin with --dry-run.
            """,
        subcommands: [
            Export.self, RedisAMSImport.self, MCPMemoryImport.self, OpenMemoryImport.self, Mem0Import.self,
            CouchbaseImport.self, MarkdownImport.self, ChatGPTImport.self, ClaudeImport.self,
        ]
    )

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export",
            abstract:
                "Import an export of Agent Memory: a directory, the archive of a person, or a file memories.jsonl.",
            discussion: """
                Acts with the API token in AGENT_MEMORY_TOKEN. Memories keep their ids, so doing it again changes nothing. They belong to \
                the token's user.

                Examples:
                  agent-memory import export agent-memory-2026-11-29.zip --dry-run
                  agent-memory import export agent-memory-2026-11-29.zip
                  agent-memory import export my-memories
                """
        )

        @OptionGroup var options: ImportOptions

        @Argument(help: "The file, or the directory that agent-memory export wrote.")
        var file: String

        @Option(
            help: ArgumentHelp(
                "Import what the archive has of this team. Without it, the person's own memories.",
                valueName: "name"
            )
        )
        var team: String?

        func run() async throws {
            if SourceFiles.isDirectory(file) {
                let (records, keepsUsers) = try ExportFolder.records(
                    memories: SourceFiles.bytes(of: "\(file)/\(ExportFolder.memoriesName)"),
                    manifest: SourceFiles.bytes(of: "\(file)/\(ExportFolder.manifestName)")
                )
                let source = ImportRun.Source(kind: .export, records: records, lost: [], keepsUsers: keepsUsers)
                return try await ImportRun(options: options).callAsFunction { _ in source }
            }
            let file = try read()
            guard let part = file.parts.first(where: { $0.team.isExactly(team) }) else {
                let teams = file.parts.compactMap(\.team).joined(separator: ", ")
                throw CommandFailure("The archive has no such memories. Its teams: \(teams.isEmpty ? "none" : teams).")
            }
            let source = ImportRun.Source(kind: .export, records: part.records, lost: [], keepsUsers: false)
            try await ImportRun(options: options).callAsFunction { _ in source }
        }

        /// - Throws: `CommandFailure` for a file that cannot be read.
        private func read() throws -> ImportFile {
            let bytes = try SourceFiles.bytes(of: file)
            do {
                return try ImportFile(bytes, unpackedLimit: SourceFiles.unpackedLimit)
            } catch let fault as Fault {
                throw CommandFailure("\(file): \(fault.detail)")
            }
        }
    }
}

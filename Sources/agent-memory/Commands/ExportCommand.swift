import ArgumentParser
import Base
import Imports

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Export memories to a new directory: JSON lines, Markdown and a manifest with their digests.",
        discussion: """
            Acts with the API token in AGENT_MEMORY_TOKEN. A person's token exports that person's memories; a token of a service, those of \
            its workspace or of one user. The same memories give the same bytes, and `agent-memory import export DIRECTORY` gives them \
            back. Sessions, former versions and activity are in the archive of the page "My data"; everything of the server is in \
            `agent-memory backup`.

            Examples:
              agent-memory export my-memories
              agent-memory export shop --workspace 01JX… --url https://memory.example
            """
    )

    @OptionGroup var options: MemoryOptions
    @OptionGroup var output: FormatOption

    @Argument(help: "The directory to create.")
    var directory: String

    @Option(help: ArgumentHelp("Export the memories of this user only.", valueName: "name"))
    var user: String?

    @Option(
        help: ArgumentHelp("The workspace to export, by id; the token's own by default.", valueName: "id")
    )
    var workspace: String?

    private static let page = 100

    func run() async throws {
        try await options.withTools { tools in
            let folder = try NewFolder(directory)
            defer { Terminal.progress(nil) }
            var found: [JSONValue] = []
            while true {
                let page = PageRequest(limit: Self.page, offset: found.count)
                let memories = try await tools.memories(of: user, in: workspace, page)
                found += memories
                Terminal.progress("Read \(found.count) memories")
                guard memories.count == Self.page else { break }
            }
            let export = try ExportFolder(found)
            try folder.write(export.memories, as: ExportFolder.memoriesName)
            try folder.write(export.text, as: ExportFolder.textName)
            // Last, so that an export that was interrupted has none.
            try folder.write(export.manifest, as: ExportFolder.manifestName)
            Terminal.progress(nil)
            switch output.format {
            case .json:
                try Terminal.json(["directory": .string(directory), "memories": .integer(Int64(export.count))])
            case .text: Terminal.line("Exported \(export.count) memories to \(directory).")
            }
        }
    }
}

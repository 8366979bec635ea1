import ArgumentParser
import Base

struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List long-term memories, newest first.",
        discussion: "Acts with the API token in AGENT_MEMORY_TOKEN."
    )

    @OptionGroup var options: MemoryOptions
    @OptionGroup var output: FormatOption

    @Option(help: "The maximum number of memories, 1 to 100.")
    var limit = 20

    @Option(help: "How many memories to skip.")
    var offset = 0

    @Option(help: ArgumentHelp("Only memories of this namespace.", valueName: "name"))
    var namespace: String?

    func run() async throws {
        try await options.withTools { tools in
            var arguments: [String: JSONValue] = ["limit": .integer(Int64(limit)), "offset": .integer(Int64(offset))]
            arguments["namespace"] = namespace.map(JSONValue.string)
            let result = try await tools.call("list_memories", arguments)
            try MemoryLines.show(result, in: output.format)
            guard output.format == .text, let next = result["next_offset"]?.integer,
                let total = result["total"]?.integer
            else { return }
            Terminal.warn("\(next) of \(total) shown. For more: --offset \(next)")
        }
    }
}

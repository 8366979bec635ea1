import ArgumentParser
import Base

struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Search long-term memory as an agent does.",
        discussion: """
            Acts with the API token in AGENT_MEMORY_TOKEN, and finds what an agent with that token finds.

            Examples:
              agent-memory search "Which editor does Ana prefer?"
              agent-memory search --url https://memory.example.com --limit 3 "deploy checklist"
            """
    )

    @OptionGroup var options: MemoryOptions
    @OptionGroup var output: FormatOption

    @Argument(help: "What to look for, as a question or in keywords.")
    var query: String

    @Option(help: "The maximum number of results, 1 to 100.")
    var limit = 10

    @Option(help: "How to search: hybrid, semantic or keyword.")
    var mode: SearchedMode = .hybrid

    @Option(help: ArgumentHelp("Only memories of this namespace.", valueName: "name"))
    var namespace: String?

    func run() async throws {
        try await options.withTools { tools in
            var arguments: [String: JSONValue] = [
                "query": .string(query), "limit": .integer(Int64(limit)), "mode": .string(mode.rawValue),
            ]
            arguments["namespace"] = namespace.map(JSONValue.string)
            let result = try await tools.call("search_memory", arguments)
            if let notice = result["notice"]?.string { Terminal.warn(notice) }
            try MemoryLines.show(result, in: output.format)
        }
    }
}

/// The modes of `search_memory`.
enum SearchedMode: String, ExpressibleByArgument, CaseIterable, Sendable {
    case hybrid, semantic, keyword
}

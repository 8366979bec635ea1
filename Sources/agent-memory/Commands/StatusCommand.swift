import ArgumentParser
import Base

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Say where memories are stored, whether the token works, and how many memories it can read.",
        discussion: """
            Acts with the API token in AGENT_MEMORY_TOKEN. `agent-memory doctor` checks the settings and the machine of a server.
            """
    )

    @OptionGroup var options: MemoryOptions
    @OptionGroup var output: FormatOption

    func run() async throws {
        try await options.withTools { tools in
            let clock = ContinuousClock()
            let start = clock.now
            let page = try await tools.call("list_memories", ["limit": 1])
            let milliseconds = (clock.now - start) / .milliseconds(1)
            let total = page["total"]?.integer ?? 0
            let newest = page["memories"]?.array?.first?["created_at"]?.string
            switch output.format {
            case .json:
                try Terminal.json([
                    "place": .string(tools.place), "memories": .integer(total),
                    "newest": newest.map(JSONValue.string) ?? .null,
                    "milliseconds": .number((milliseconds * 10).rounded() / 10),
                ])
            case .text:
                Terminal.fields([
                    ("Place", tools.place), ("Token", "accepted"), ("Memories that it can read", "\(total)"),
                    ("Newest", newest ?? "none yet"), ("Answered in", "\(Int(milliseconds.rounded(.up))) ms"),
                ])
            }
        }
    }
}

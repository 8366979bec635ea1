import ArgumentParser
import Base

struct AddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Store a memory.",
        discussion: """
            Acts with the API token in AGENT_MEMORY_TOKEN. With - in the place of the text, each line of standard input becomes a \
            memory.

            Examples:
              agent-memory add "Ana prefers Vim" --topic editors
              agent-memory add - < facts.txt
            """
    )

    @OptionGroup var options: MemoryOptions
    @OptionGroup var output: FormatOption

    @Argument(help: "The memory, as a sentence that stands on its own; - reads standard input.")
    var text: String

    @Option(help: ArgumentHelp("A topic to find it by; can be given several times.", valueName: "name"))
    var topic: [String] = []

    @Option(help: ArgumentHelp("The namespace to store it in.", valueName: "name"))
    var namespace: String?

    /// The largest batch that `add_memories` takes.
    private static let batch = 100

    func run() async throws {
        let texts = text == "-" ? try await Self.lines() : [text]
        guard !texts.isEmpty else { throw CommandFailure("Standard input has no text. Nothing was stored.") }
        try await options.withTools { tools in
            var results: [JSONValue] = []
            for start in stride(from: 0, to: texts.count, by: Self.batch) {
                let part = texts[start..<min(start + Self.batch, texts.count)]
                let answer = try await tools.call("add_memories", ["memories": .array(part.map(memory))])
                results += answer["results"]?.array ?? []
            }
            switch output.format {
            case .json: try Terminal.json(["results": .array(results)])
            case .text:
                for result in results {
                    let id = result["id"]?.string ?? ""
                    let isKnown = result["status"]?.string == "already_known"
                    Terminal.line(isKnown ? "Already stored as \(id)." : "Stored as \(id).")
                }
            }
        }
    }

    private func memory(_ text: String) -> JSONValue {
        var members: [String: JSONValue] = ["text": .string(text)]
        if !topic.isEmpty { members["topics"] = .array(topic.map(JSONValue.string)) }
        members["namespace"] = namespace.map(JSONValue.string)
        return .object(members)
    }

    /// The lines of standard input that are not blank.
    private static func lines() async throws -> [String] {
        let text = String(decoding: try await StandardStreams.wholeInput(upTo: 16 << 20), as: UTF8.self)
        return text.split(whereSeparator: \.isNewline).map(String.init).filter { !$0.allSatisfy(\.isWhitespace) }
    }
}

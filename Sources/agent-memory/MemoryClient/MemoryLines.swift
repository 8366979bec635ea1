import Base

/// Memories as the terminal shows them.
enum MemoryLines {
    /// Prints the `memories` of a tool's result: a text and a line about it each, or the result as JSON.
    static func show(_ result: JSONValue, in format: OutputFormat) throws {
        switch format {
        case .json: try Terminal.json(result)
        case .text:
            let memories = result["memories"]?.array ?? []
            if memories.isEmpty { Terminal.line("No memories found.") }
            for memory in memories {
                Terminal.line(memory["text"]?.string ?? "")
                Terminal.line("    " + about(memory))
            }
        }
    }

    /// Score, day, namespace, topics and id, as far as the memory has them.
    static func about(_ memory: JSONValue) -> String {
        let score = memory["score"]?.number.map { "\(Double(Int(($0 * 100).rounded())) / 100)" }
        let topics = memory["topics"]?.array?.compactMap(\.string).joined(separator: ", ")
        let parts = [
            score, day(of: memory), memory["namespace"]?.string, topics.flatMap { $0.isEmpty ? nil : $0 },
            memory["id"]?.string,
        ]
        return parts.compactMap(\.self).joined(separator: " · ")
    }

    /// The day of the event, or else of the writing, as YYYY-MM-DD.
    static func day(of memory: JSONValue) -> String? {
        (memory["event_date"]?.string ?? memory["created_at"]?.string).map { String($0.prefix(10)) }
    }
}

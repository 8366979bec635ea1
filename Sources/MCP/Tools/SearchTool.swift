import Base
import Identity
import Memories

struct SearchTool: Tool {
    let name = "search_memory"
    let title = "Search memory"
    let description = """
        Search long-term memory for what is already known: facts about the user, preferences, decisions, projects, past events. \
        Call it at the start of a task and whenever the answer may depend on an earlier conversation, before asking the user to \
        repeat something. Ask in natural language and name the subject ("Which editor does Ana prefer?"); names, ids and error \
        messages are also matched word by word. The best matches come first, each with its id and a score from 0 to 1. An empty \
        list means nothing is known about it: try other words once, then go on without.
        """
    let action = Action.read
    let hints = ToolHints.reads

    let input =
        [
            Shape.Member("query", .text, "What to look for, as a question or in keywords.", isRequired: true),
            Shape.Member("limit", .integer(1...100), "How many memories at most.", fallback: 10),
            Shape.Member("offset", .integer(0...10_000), "How many matches to skip, to see more of them.", fallback: 0),
            Shape.Member(
                "mode",
                .choice(SearchMode.allCases.map(\.rawValue)),
                "hybrid: meaning and words together; semantic: meaning only; keyword: words only.",
                fallback: "hybrid"
            ),
        ] + FilterShape.members

    let output = [
        Shape.Member(
            "memories",
            .list(of: .record(Self.found), count: 0...Int.max),
            "The matches, best first.",
            isRequired: true
        ),
        Shape.Member("total", .integer(0...Int.max), "How many match in all.", isRequired: true),
        Shape.Member("next_offset", .integer(0...Int.max), "The offset of the next page; absent on the last."),
        Shape.Member("notice", .string, "Why the answer is less than was asked for."),
    ]

    /// A memory and how well it fits; also an answer of `memory_prompt`.
    static let found = MemoryShape.members + [Shape.Member("score", .number, "How well it fits, from 0 to 1.")]

    static func json(_ found: ScoredMemory) -> JSONValue {
        var values = MemoryShape.values(of: found.memory)
        values["score"] = found.score.map(JSONValue.number)
        return .object(values)
    }

    func run(_ arguments: Arguments, in call: Call) async throws -> JSONValue {
        let access = try call.access(to: action, arguments)
        let answer = try await call.service.search(
            access,
            MemoryQuery(
                text: arguments.text("query"),
                mode: arguments.choice("mode") ?? .hybrid,
                filter: FilterShape.filter(arguments),
                page: PageRequest(limit: arguments.integer("limit") ?? 10, offset: arguments.integer("offset") ?? 0)
            )
        )
        var result: [String: JSONValue] = [
            "memories": .array(answer.memories.map(Self.json)), "total": .integer(Int64(answer.total)),
        ]
        result["next_offset"] = answer.nextOffset.map { .integer(Int64($0)) }
        result["notice"] = answer.notice.map(JSONValue.string)
        return .object(result)
    }
}

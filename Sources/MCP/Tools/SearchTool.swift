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
        messages are also matched word by word. A time in the question ("last spring", "in May 2023") prefers memories of that \
        time; after, before and as_of restrict to it. The best matches come first, each with its id and a score from 0 to 1. An empty \
        list means nothing is known about it: try other words once, then go on without.
        """
    let action = Action.read
    let hints = ToolHints.reads

    let input: [Shape.Property]

    init(_ limits: MemoryLimits) {
        input = Self.members.map { $0.property(under: limits) } + FilterShape.properties(limits) + [Self.workspaces]
    }

    /// The arguments; models fill them in more reliably under these names than under REST's.
    private static let members: [Member<MemoryQuery>] =
        [
            QueryMembers.text.presented(
                as: "query",
                shape: .text,
                "What to look for, as a question or in keywords.",
                isRequired: true
            ),
            QueryMembers.limit, QueryMembers.offset,
            QueryMembers.mode.presented(as: "mode"), QueryMembers.includeSuperseded,
            QueryMembers.archived,
        ] + QueryMembers.times + [QueryMembers.utcOffset]

    private static let workspaces = Shape.Property(
        QueryMembers.workspaces,
        .list(of: .string, count: 1...AccessPolicy.mostWorkspaces),
        "Names of workspaces to search together, or only \"all\": also what teams know. Without it, your own workspace."
    )

    let output =
        Shape.Property.page(
            of: FoundMemoryShape.properties + [MemoryMembers.workspaceName],
            order: "The matches, best first.",
            total: "How many match in all."
        )
        + [Shape.Property("notice", .string, "Why the result is less than requested.")]

    func run(_ arguments: Arguments, in call: Call) async throws -> JSONValue {
        let places = try call.searched(arguments)
        var query = MemoryQuery(filter: FilterShape.filter(arguments))
        arguments.read(Self.members, into: &query)
        let answer = try await Fault.namingQuery { try await call.service.search(places.map(\.access), query) }
        var result: [String: JSONValue] = [
            "memories": .array(
                answer.memories.map { FoundMemoryShape.json($0, label: places.label(of: $0.workspace)) }
            ),
            "total": .integer(Int64(answer.total)),
        ]
        result["next_offset"] = answer.nextOffset.map { .integer(Int64($0)) }
        result["notice"] = answer.notice.map(JSONValue.string)
        return .object(result)
    }
}

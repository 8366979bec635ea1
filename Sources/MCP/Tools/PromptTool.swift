import Base
import Identity
import Memories

struct PromptTool: Tool {
    let name = "memory_prompt"
    let title = "Prompt with memory"
    let description = """
        Turn the user's question into messages enriched with what is remembered: a conversation's working memory, when \
        session_id is given, and the long-term memories that bear on the question. Use it instead of several calls when you \
        want everything relevant at once before you answer.
        """
    let action = Action.read
    let hints = ToolHints.reads

    let input: [Shape.Property]

    init(_ limits: MemoryLimits) {
        input =
            [
                QueryMembers.question.property(under: limits),
                MemoryMembers.sessionID.presented("The conversation to include.")
                    .property(under: limits),
                FilterShape.namespace("Only this namespace.", limits),
                Shape.Property(
                    "include_long_term_search",
                    .flag,
                    "Whether long-term memory is searched.",
                    fallback: true
                ),
                QueryMembers.limit.presented("The maximum number of long-term memories.", fallback: 10)
                    .property(under: limits),
            ] + SessionShape.window(limits)
    }

    let output = [
        Shape.Property(
            "messages",
            .list(
                of: .record([
                    Shape.Property("role", .string, "system, user or assistant.", isRequired: true),
                    Shape.Property("content", .string, "The text for the model.", isRequired: true),
                ]),
                count: 0...Int.max
            ),
            "The conversation, ready for a model.",
            isRequired: true
        ),
        Shape.Property(
            "memories",
            .list(of: .record(FoundMemoryShape.properties), count: 0...Int.max),
            "The long-term memories that were included."
        ),
    ]

    func run(_ arguments: Arguments, in call: Call) async throws -> JSONValue {
        let access = try call.access(to: action, arguments)
        let query = arguments.text("query")
        let namespace = arguments.string("namespace")
        let session = arguments.string("session_id").map {
            SessionKey(sessionID: $0, userID: arguments.string("user_id"), namespace: namespace)
        }
        var search: MemoryQuery?
        if arguments.flag("include_long_term_search") ?? true {
            var filter = MemoryFilter()
            filter.namespace = namespace.map { TagFilter([.equal($0)]) }
            search = MemoryQuery(
                text: query,
                filter: filter,
                page: PageRequest(limit: arguments.integer("limit") ?? 10)
            )
        }
        let request = PromptRequest(
            query: query,
            session: session,
            window: SessionShape.window(arguments),
            search: search
        )
        let answer = try await Fault.namingQuery { try await call.service.prompt(access, request) }
        var result: [String: JSONValue] = [
            "messages": .array(answer.lines.map { ["role": .string($0.role), "content": .string($0.text)] })
        ]
        result["memories"] = answer.memories.map { .array($0.map(FoundMemoryShape.json)) }
        return .object(result)
    }
}

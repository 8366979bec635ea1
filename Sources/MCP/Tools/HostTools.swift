import Base
import Identity
import Memories

/// `search` in the form that ChatGPT documents: a query, and results of id, title and URL.
struct HostSearchTool: Tool {
    let name = "search"
    let title = "Search"
    let description = """
        Search the user's long-term memory: facts, preferences, decisions, projects and past events. Returns the best matches \
        with their ids; read one in full with fetch. Ask in natural language and name the subject.
        """
    let action = Action.read
    let hints = ToolHints.reads
    let input: [Shape.Property]
    let output = [
        Shape.Property(
            "results",
            .list(of: .record(HostDocument.heading)),
            "The matches, best first.",
            isRequired: true
        )
    ]

    private static let most = 20

    init(_ limits: MemoryLimits) {
        input = [
            QueryMembers.text.presented(
                as: "query",
                shape: .text,
                "What to look for, as a question or in keywords.",
                isRequired: true
            ).property(under: limits)
        ]
    }

    func run(_ arguments: Arguments, in call: Call) async throws -> JSONValue {
        let access = try call.access(to: action, arguments)
        let page = PageRequest(limit: min(Self.most, call.service.limits.pageSize))
        let query = MemoryQuery(text: arguments.text("query"), page: page)
        let answer = try await Fault.namingQuery { try await call.service.search(access, query) }
        return ["results": .array(answer.memories.map { .object(HostDocument.heading(of: $0.memory, in: call)) })]
    }
}

/// `fetch` in the form that ChatGPT documents: one memory by its id.
struct HostFetchTool: Tool {
    let name = "fetch"
    let title = "Fetch"
    let description = "Read one long-term memory in full, with its topics and dates, by an id from search."
    let action = Action.read
    let hints = ToolHints.reads
    let input = [Shape.Property("id", .text, "The id from search.", isRequired: true)]
    let output =
        HostDocument.heading + [
            Shape.Property("text", .string, "The text of the memory.", isRequired: true),
            Shape.Property("metadata", .object, "Its topics, dates and other members.", isRequired: true),
        ]

    func run(_ arguments: Arguments, in call: Call) async throws -> JSONValue {
        let access = try call.access(to: action, arguments)
        let memory = try await call.service.memory(access, id: arguments.text("id"))
        var values = HostDocument.heading(of: memory, in: call)
        values["text"] = .string(memory.text)
        var metadata = MemoryShape.values(of: memory)
        for name in [MemoryMembers.id.name, MemoryMembers.text.name] { metadata[name] = nil }
        values["metadata"] = .object(metadata)
        return .object(values)
    }
}

/// The members of a memory that both tools show.
enum HostDocument {
    static let heading = [
        Shape.Property("id", .string, "The id of the memory.", isRequired: true),
        Shape.Property("title", .string, "The beginning of its text.", isRequired: true),
        Shape.Property("url", .string, "Its address, for citations.", isRequired: true),
    ]

    private static let titleLength = 80

    static func heading(of memory: Memory, in call: Call) -> [String: JSONValue] {
        [
            "id": .string(memory.id), "title": .string(title(memory.text)),
            "url": .string(call.description.url(ofMemory: memory.id)),
        ]
    }

    private static func title(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? text
        return line.count > titleLength ? "\(line.prefix(titleLength))…" : line
    }
}

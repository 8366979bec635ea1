import Base
import Identity
import Memories

struct ListTool: Tool {
    let name = "list_memories"
    let title = "List memories"
    let description = """
        List long-term memories, the newest first, a page at a time. Use it to show the user what is remembered, or to review a \
        namespace or conversation. To find something in particular use search_memory, which ranks.
        """
    let action = Action.read
    let hints = ToolHints.reads

    let input: [Shape.Property]

    private static let members: [Member<MemoryQuery>] =
        [
            QueryMembers.limit.presented(fallback: 20),
            QueryMembers.offset.presented("How many to skip: the next_offset of the previous page.", fallback: 0),
            QueryMembers.includeSuperseded, QueryMembers.archived,
        ] + QueryMembers.times

    init(_ limits: MemoryLimits) {
        input = Self.members.map { $0.property(under: limits) } + FilterShape.properties(limits)
    }

    let output = Shape.Property.page(
        of: MemoryShape.properties,
        order: "Newest first.",
        total: "How many there are in all."
    )

    func run(_ arguments: Arguments, in call: Call) async throws -> JSONValue {
        let access = try call.access(to: action, arguments)
        var query = MemoryQuery(filter: FilterShape.filter(arguments))
        arguments.read(Self.members, into: &query)
        let request = query.page
        let page = try await call.service.list(access, query.filter, page: request)
        var result: [String: JSONValue] = [
            "memories": .array(page.items.map(MemoryShape.json)), "total": .integer(Int64(page.total)),
        ]
        let next = request.offset + page.items.count
        if next < page.total, !page.items.isEmpty { result["next_offset"] = .integer(Int64(next)) }
        return .object(result)
    }
}

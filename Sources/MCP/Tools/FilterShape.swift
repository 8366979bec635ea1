import Base
import Memories

/// Which memories: the arguments that narrow a search or a listing, and the filter they stand for.
enum FilterShape {
    static let members: [Shape.Member] = [
        Shape.Member("namespace", .text, "Only memories of this namespace."),
        Shape.Member("session_id", .text, "Only memories of this conversation."),
        Shape.Member("memory_type", .choice(MemoryKind.names), "Only memories of this kind."),
        Shape.Member("topics", .list(of: .text, count: 1...100), "Only memories with at least one of these topics."),
        Shape.Member(
            "entities",
            .list(of: .text, count: 1...100),
            "Only memories with at least one of these entities."
        ),
        Shape.Member("created_after", .dateTime, "Only memories stored at this time or later (ISO 8601)."),
        Shape.Member("created_before", .dateTime, "Only memories stored before this time (ISO 8601)."),
    ]

    static func filter(_ arguments: Arguments) -> MemoryFilter {
        var filter = MemoryFilter()
        filter.namespace = equal(arguments.string("namespace"))
        filter.sessionID = equal(arguments.string("session_id"))
        filter.kind = equal(arguments.string("memory_type"))
        filter.topics = arguments.strings("topics").map { TagFilter([.any($0)]) }
        filter.entities = arguments.strings("entities").map { TagFilter([.any($0)]) }
        let dates = [
            arguments.date("created_after").map(DateFilter.Condition.atOrAfter),
            arguments.date("created_before").map(DateFilter.Condition.before),
        ].compactMap { $0 }
        if !dates.isEmpty { filter.createdAt = DateFilter(dates) }
        return filter
    }

    private static func equal(_ label: String?) -> TagFilter? {
        label.map { TagFilter([.equal($0)]) }
    }
}

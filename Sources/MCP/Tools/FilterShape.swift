import Base
import Memories

/// The arguments that narrow a search or a listing, and the filter they stand for. An argument has one value, or
/// several of which one must match: this is all that models need of REST's operators.
enum FilterShape {
    private static let members: [FilterMember] = [.namespace, .sessionID, .kind, .topics, .entities]

    static func properties(_ limits: MemoryLimits) -> [Shape.Property] {
        members.map { member in
            let value = member.values(under: limits)
            let shape = member.hasSeveral ? .list(of: value, count: 1...limits.filterValues) : value
            let anyOfThem = "\(member.description.dropLast()); one match is enough."
            return Shape.Property(member.name, shape, member.hasSeveral ? anyOfThem : member.description)
        } + [
            Shape.Property(after, .dateTime, "Only memories stored at this time or later (ISO 8601)."),
            Shape.Property(before, .dateTime, "Only memories stored before this time (ISO 8601)."),
        ]
    }

    private static let after = "created_after"
    private static let before = "created_before"

    static func filter(_ arguments: Arguments) -> MemoryFilter {
        var filter = MemoryFilter()
        for member in members {
            guard case .tags(let path) = member.place else { continue }
            filter[keyPath: path] =
                member.hasSeveral
                ? arguments.strings(member.name).map { TagFilter([.any($0)]) }
                : arguments.string(member.name).map { TagFilter([.equal($0)]) }
        }
        let dates = [
            arguments.date(after).map(DateFilter.Condition.atOrAfter),
            arguments.date(before).map(DateFilter.Condition.before),
        ].compactMap(\.self)
        if !dates.isEmpty { filter.createdAt = DateFilter(dates) }
        return filter
    }

    /// The namespace as an argument of another tool.
    static func namespace(_ description: String, _ limits: MemoryLimits) -> Shape.Property {
        Shape.Property(FilterMember.namespace.name, FilterMember.namespace.values(under: limits), description)
    }
}

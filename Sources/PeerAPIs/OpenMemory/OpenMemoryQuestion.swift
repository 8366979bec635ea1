import Base
import HTTPAPI
import Identity
import Memories

/// The conditions of a list of OpenMemory.
struct OpenMemoryQuestion: Sendable {
    var text: String?
    var apps: [String]?
    var categories: [String]?
    var from: Timestamp?
    /// Inclusive.
    var to: Timestamp?
    var includesArchived = false
    var isAscending = false

    /// The members that the query of `GET /memories` and the body of `POST /memories/filter` share.
    init(_ wire: WireObject) {
        text = wire.text("search_query").flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
        from = Self.date(wire, "from_date")
        to = Self.date(wire, "to_date")
        // Other columns keep the newest first.
        let column = wire.text("sort_column") ?? "created_at"
        isAscending = column == "created_at" && wire.text("sort_direction") == "asc"
    }

    /// Seconds since 1970, in a query as text, or ISO 8601.
    private static func date(_ wire: WireObject, _ name: String) -> Timestamp? {
        guard let seconds = wire.present(name)?.string.flatMap({ Int64($0) }) else { return wire.date(name) }
        let range = Timestamp.writable
        let bounds = range.lowerBound.seconds...range.upperBound.seconds
        return Timestamp(seconds: min(max(seconds, bounds.lowerBound), bounds.upperBound))
    }

    /// Nil when no memory can match.
    func filter(_ known: OpenMemoryApps) -> MemoryFilter? {
        var filter = MemoryFilter()
        filter.archived = includesArchived ? .include : .exclude
        if let apps, !apps.isEmpty {
            filter.writers = known.entries.filter { entry in apps.contains { $0.isExactly(entry.id) } }
                .flatMap(\.applications)
            if filter.writers?.isEmpty != false { return nil }
        }
        if let categories, !categories.isEmpty { filter.topics = TagFilter([.any(categories)]) }
        let dates = [from.map(DateFilter.Condition.atOrAfter), to.map(DateFilter.Condition.atOrBefore)]
        let conditions = dates.compactMap(\.self)
        if !conditions.isEmpty { filter.createdAt = DateFilter(conditions) }
        return filter
    }

    /// One page of the memories.
    func page(
        _ page: OpenMemoryPage,
        _ access: Access,
        _ service: MemoryService,
        _ apps: OpenMemoryApps
    ) async throws -> Page<Memory> {
        guard let filter = filter(apps) else { return Page(items: [], total: 0) }
        guard let text else {
            let order: MemoryOrder = isAscending ? .oldestFirst : .newestFirst
            return try await service.list(access, filter, order: order, page: page.request)
        }
        let found = try await service.search(access, MemoryQuery(text: text, filter: filter, page: page.request))
        return Page(items: found.memories.map(\.memory), total: found.total)
    }
}

import Base
import Identity
import Memories

/// The state of the page of memories: what is searched, filtered and shown. The URL holds all of it.
struct MemorySearch: Sendable {
    static let pageSize = 20
    /// Searches rank at most 5,000 memories, and nobody reads further in a list.
    private static let lastPage = 250

    let text: String
    let mode: SearchMode
    let kinds: [MemoryKind]
    let topic: String
    let entity: String
    let session: String
    let namespace: String
    /// A choice of `ApplicationChoice`; empty for all.
    let application: String
    /// Its registrations; nil for all.
    let writers: [ApplicationID]?
    /// Days, as typed: `2026-11-29`.
    let from: String
    let until: String
    let archived: MemoryFilter.Archived
    let order: MemoryOrder
    let page: Int
    /// Whether a search looks into every workspace of the person.
    let isEverywhere: Bool

    /// Values that cannot be read count as absent: a person may have edited the address.
    /// - Parameter subjects: the person's applications; the id of another finds nothing.
    init(_ parameters: FormParameters, _ subjects: [ApplicationSubject]) {
        func value(_ name: String) -> String { (parameters.values(name).first ?? "").trimmingBlanks() }
        text = value("q")
        mode = SearchMode(rawValue: value("mode")) ?? .hybrid
        kinds = parameters.values("kind").prefix(3).compactMap { MemoryKind(rawValue: $0) }
        topic = value("topic")
        entity = value("entity")
        session = value("session")
        namespace = value("namespace")
        application = value("app")
        writers = application.isEmpty ? nil : subjects.applications(named: application)
        from = Timestamp(iso8601: value("from")) == nil ? "" : value("from")
        until = Timestamp(iso8601: value("to")) == nil ? "" : value("to")
        archived = MemoryFilter.Archived(rawValue: value("archived")) ?? .exclude
        order = value("sort") == "oldest" ? .oldestFirst : .newestFirst
        isEverywhere = !text.isEmpty && value("workspaces") == AccessPolicy.everyWorkspace
        page = min(max(1, Int(value("page")) ?? 1), Self.lastPage)
    }

    var isSearch: Bool { !text.isEmpty }
    var isFiltered: Bool { !filter.isEmpty }

    var request: PageRequest { PageRequest(limit: Self.pageSize, offset: (page - 1) * Self.pageSize) }

    var memoryQuery: MemoryQuery { MemoryQuery(text: text, mode: mode, filter: filter, page: request) }

    var filter: MemoryFilter {
        var filter = MemoryFilter()
        func tag(_ text: String) -> TagFilter? { text.isEmpty ? nil : TagFilter([.equal(text)]) }
        if !kinds.isEmpty { filter.kind = TagFilter([.any(kinds.map(\.rawValue))]) }
        filter.topics = tag(topic)
        filter.entities = tag(entity)
        filter.sessionID = tag(session)
        filter.namespace = tag(namespace)
        filter.archived = archived
        filter.writers = writers
        var dates: [DateFilter.Condition] = []
        if let day = Timestamp(iso8601: from) { dates.append(.atOrAfter(day)) }
        if let day = Timestamp(iso8601: until) { dates.append(.before(day.advanced(by: .seconds(86_400)))) }
        if !dates.isEmpty { filter.createdAt = DateFilter(dates) }
        return filter
    }

    /// The state as the query of an address, with `?`; empty for the first page of everything.
    var query: String { query(page: page) }

    /// The same for the links of a list. A long search is left out, as every entry would repeat it.
    var queryOfLinks: String { query.utf8.count > 600 ? "" : query }

    func query(page: Int) -> String {
        var pairs = [
            ("q", text), ("mode", mode == .hybrid ? "" : mode.rawValue), ("topic", topic), ("entity", entity),
            ("session", session), ("namespace", namespace), ("app", application), ("from", from), ("to", until),
            ("archived", archived == .exclude ? "" : archived.rawValue),
            ("workspaces", isEverywhere ? AccessPolicy.everyWorkspace : ""),
            ("sort", order == .oldestFirst ? "oldest" : ""), ("page", page > 1 ? String(page) : ""),
        ]
        pairs += kinds.map { ("kind", $0.rawValue) }
        let held = pairs.filter { !$0.1.isEmpty }
        return held.isEmpty ? "" : "?\(Percent.encode(held))"
    }

    /// The address of the same search without filters.
    var unfiltered: String {
        PageEndpoint.memories.rawValue + (isSearch ? "?\(Percent.encode([("q", text)]))" : "")
    }

    func path(page: Int) -> String { PageEndpoint.memories.rawValue + query(page: page) }
}

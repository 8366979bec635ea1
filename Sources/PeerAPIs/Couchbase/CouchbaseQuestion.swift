import Base
import HTTPAPI
import Identity
import Memories

/// A search of memory blocks: with a question, the best few; without one, all that the filters admit.
struct CouchbaseQuestion: Sendable {
    private var text: String?
    private var filter = MemoryFilter()
    private var sessions = Sessions.current
    private var count = 10
    private var annotations: [MetadataCondition] = []
    /// Whether annotations are looked at after the best few were chosen.
    private var filtersLater = false
    private var order = MemoryOrder.lastStoredFirst

    private enum Sessions: Sendable {
        case current, all
        case these([String])
    }

    /// The most blocks of a search without a question.
    private static let mostListed = 10_000
    /// The most results of a search with a question.
    private static let mostFound = 1_000

    init(_ wire: WireObject) {
        text = wire.text("query")
        if let text, text.trimmed.isEmpty {
            wire.note("query", "missing", "query must not be empty if it is given")
        }
        guard let filters = wire.object("filters") else { return }
        filter.persistedAt = Self.dates(filters, "start_time", "end_time")
        filter.createdAt = Self.dates(filters, "created_start_time", "created_end_time")
        if filters.present("session_ids")?.string == "all" {
            sessions = .all
        } else if let ids = Self.ids(filters, "session_ids") {
            sessions = ids.count == 1 && ids[0].lowercased() == "all" ? .all : .these(ids)
        }
        if let ids = Self.ids(filters, "block_ids") { filter.id = TagFilter([.any(ids)]) }
        count = min(filters.integer("relevant_k", in: 1...Int(Int32.max)) ?? 10, Self.mostFound)
        for (key, value) in filters.annotations() ?? [:] {
            guard let condition = MetadataCondition([CouchbaseLabels.annotationsName, key], is: .text(value)) else {
                filters.note("annotations", "value_error", "The keys of annotations are plain words.")
                continue
            }
            annotations.append(condition)
        }
        filtersLater = filters.choice("annotation_filter_mode", of: ["pre", "post"]) == "post"
        order = Self.order(filters)
        readPrompt(filters)
    }

    private mutating func readPrompt(_ filters: WireObject) {
        let version = filters.integer("prompt_vid", in: 0...Int(Int32.max))
        guard let prompt = filters.text("prompt_id") else {
            if version != nil { filters.note("prompt_vid", "value_error", "prompt_vid requires a prompt_id.") }
            return
        }
        let conditions = [
            MetadataCondition([CouchbaseLabels.promptName], is: .text(prompt)),
            version.flatMap { MetadataCondition([CouchbaseLabels.versionName], is: .integer(Int64($0))) },
        ]
        filter.metadata += conditions.compactMap(\.self)
    }

    /// By the time of storing, unless the request asks for the time of creation; the newest first.
    static func order(_ wire: WireObject) -> MemoryOrder {
        wire.choice("order_by", of: ["ingested_at", "created_at"]) == "created_at" ? .newestFirst : .lastStoredFirst
    }

    /// From the first time, to before the second.
    private static func dates(_ wire: WireObject, _ from: String, _ to: String) -> DateFilter? {
        let conditions = [
            wire.date(from).map(DateFilter.Condition.atOrAfter), wire.date(to).map(DateFilter.Condition.before),
        ].compactMap(\.self)
        return conditions.isEmpty ? nil : DateFilter(conditions)
    }

    private static func ids(_ wire: WireObject, _ name: String) -> [String]? {
        guard let ids = wire.texts(name) else { return nil }
        guard !ids.isEmpty, !ids.contains(where: { $0.trimmed.isEmpty }) else {
            return wire.flaw(name, "value_error", "The list must not be empty, and none of its ids blank.")
        }
        return ids
    }

    /// The blocks, the best first if there is a question.
    func answer(
        _ access: Access,
        _ service: MemoryService,
        in session: String
    ) async throws -> [(memory: Memory, score: Double?)] {
        var filter = filter
        switch sessions {
        case .all: break
        case .current: filter.sessionID = TagFilter([.equal(session)])
        case .these(let ids): filter.sessionID = TagFilter([.any(ids)])
        }
        guard let text else {
            filter.metadata += annotations
            let all = try await AllMemories.list(access, service, filter, order: order, atMost: Self.mostListed)
            return all.map { ($0, nil) }
        }
        if !filtersLater { filter.metadata += annotations }
        var found: [(memory: Memory, score: Double?)] = []
        while found.count < count {
            let page = PageRequest(limit: min(service.limits.pageSize, count - found.count), offset: found.count)
            let answer = try await service.search(access, MemoryQuery(text: text, filter: filter, page: page))
            found += answer.memories.map { ($0.memory, $0.score) }
            if answer.memories.count < page.limit { break }
        }
        return filtersLater ? found.filter { admits($0.memory) } : found
    }

    /// Whether a block has the annotations.
    private func admits(_ memory: Memory) -> Bool {
        let own = CouchbaseLabels(memory).annotations
        return annotations.allSatisfy { condition in
            guard case .text(let text) = condition.value, let name = condition.path.last else { return false }
            return own[name].map { $0.isExactly(text) } ?? false
        }
    }
}

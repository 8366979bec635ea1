import Base
import Memories

/// A search as `POST /v1/long-term-memory/search` brings it.
enum SearchWire {
    /// - Throws: `validationFailed`; `invalidRequest` for a threshold that the mode has no use for.
    static func query(_ wire: WireObject) throws -> MemoryQuery {
        let query = read(wire)
        try wire.problems.check()
        guard query.distanceThreshold == nil || query.mode == .semantic else {
            throw Fault(.invalidRequest, "distance_threshold is only supported for semantic search mode")
        }
        return query
    }

    static func filter(_ wire: WireObject) -> MemoryFilter {
        var filter = MemoryFilter()
        filter.userID = FilterWire.tags(wire, "user_id")
        filter.sessionID = FilterWire.tags(wire, "session_id")
        filter.namespace = FilterWire.tags(wire, "namespace")
        filter.topics = FilterWire.tags(wire, "topics")
        filter.entities = FilterWire.tags(wire, "entities")
        filter.kind = FilterWire.tags(wire, "memory_type", allowed: MemoryKind.allCases.map(\.rawValue))
        filter.extractionStrategy = FilterWire.tags(wire, "extraction_strategy")
        filter.createdAt = FilterWire.dates(wire, "created_at")
        filter.lastAccessed = FilterWire.dates(wire, "last_accessed")
        filter.eventDate = FilterWire.dates(wire, "event_date")
        return filter
    }

    /// What an answer says beside its memories: `optimize_query` would have a language model rewrite the question, which this
    /// server does not do, and saying nothing about it would be a lie.
    static func notice(_ notice: String?, optimizeQuery: Bool) -> String? {
        guard optimizeQuery else { return notice }
        let ignored = "optimize_query needs a language model and was ignored: the question was used as it is."
        return notice.map { "\($0) \(ignored)" } ?? ignored
    }

    /// `server_side_recency` is not read: ranking happens once, here.
    private static func read(_ wire: WireObject) -> MemoryQuery {
        // Which variant of BM25 cannot be chosen; that it is one is all a caller can rely on.
        if let scorer = wire.text("text_scorer"), !scorer.hasPrefix("BM25") {
            wire.problems.note(wire.path + ["text_scorer"], "enum", "Input should be 'BM25STD'")
        }
        return MemoryQuery(
            text: wire.text("text"), mode: wire.choice("search_mode", of: SearchMode.self) ?? .semantic,
            hybridAlpha: wire.number("hybrid_alpha", in: 0...1) ?? 0.7, filter: filter(wire),
            distanceThreshold: wire.number("distance_threshold", in: 0...2),
            page: PageRequest(
                limit: wire.integer("limit", in: 1...100) ?? 10, offset: wire.integer("offset", in: 0...Int.max) ?? 0),
            recency: recency(wire))
    }

    private static func recency(_ wire: WireObject) -> RecencyOptions? {
        var options = RecencyOptions()
        func weight(_ name: String, _ member: WritableKeyPath<RecencyOptions, Double>) {
            if let value = wire.number(name, in: 0...1) { options[keyPath: member] = value }
        }
        func halfLife(_ name: String, _ member: WritableKeyPath<RecencyOptions, Double>) {
            if let value = wire.number(name, in: 0.001...1e6) { options[keyPath: member] = value }
        }
        weight("recency_semantic_weight", \.semanticWeight)
        weight("recency_recency_weight", \.recencyWeight)
        weight("recency_freshness_weight", \.freshnessWeight)
        weight("recency_novelty_weight", \.noveltyWeight)
        halfLife("recency_half_life_last_access_days", \.halfLifeLastAccessDays)
        halfLife("recency_half_life_created_days", \.halfLifeCreatedDays)
        return wire.bool("recency_boost") ?? true ? options : nil
    }
}

import Base
import Memories

/// A search as `POST /v1/long-term-memory/search` brings it.
enum SearchWire {
    /// Ranges with a setting are the service's to judge.
    /// - Throws: `validationFailed`.
    static func query(_ wire: WireObject) throws -> MemoryQuery {
        let query = read(wire)
        try wire.problems.check()
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
            hybridAlpha: wire.number("hybrid_alpha") ?? 0.7, filter: filter(wire),
            distanceThreshold: wire.number("distance_threshold"),
            page: PageRequest(
                limit: wire.integer("limit", in: 1...Int.max) ?? 10, offset: wire.integer("offset", in: 0...Int.max) ?? 0),
            recency: recency(wire))
    }

    private static func recency(_ wire: WireObject) -> RecencyOptions? {
        var options = RecencyOptions()
        for (name, member) in [
            ("recency_semantic_weight", \RecencyOptions.semanticWeight), ("recency_recency_weight", \.recencyWeight),
            ("recency_freshness_weight", \.freshnessWeight), ("recency_novelty_weight", \.noveltyWeight),
            ("recency_half_life_last_access_days", \.halfLifeLastAccessDays),
            ("recency_half_life_created_days", \.halfLifeCreatedDays),
        ] {
            if let value = wire.number(name) { options[keyPath: member] = value }
        }
        return wire.bool("recency_boost") ?? true ? options : nil
    }
}

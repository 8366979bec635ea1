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

    /// What a response says beside its memories, in sentences; nil when there is nothing to say.
    /// - Parameters:
    ///   - optimizeQuery: would have a language model rewrite the question, which this server does not do.
    ///   - isUnconditional: the search named neither a text nor a filter.
    static func notice(_ notice: String?, optimizeQuery: Bool, isUnconditional: Bool = false) -> String? {
        var sentences = [notice].compactMap(\.self)
        if isUnconditional {
            sentences.append(
                "The search has no text and no filter, so it lists every memory within reach, newest first."
            )
        }
        if optimizeQuery {
            sentences.append("optimize_query needs a language model and was ignored: the question was used as it is.")
        }
        return sentences.isEmpty ? nil : sentences.joined(separator: " ")
    }

    /// `server_side_recency` changes nothing, as the documentation says: ranking happens once, here.
    private static func read(_ wire: WireObject) -> MemoryQuery {
        _ = wire.present("server_side_recency")
        // Which variant of BM25 cannot be chosen; that it is one is all a caller can rely on.
        if let scorer = wire.text("text_scorer"), !scorer.hasPrefix("BM25") {
            wire.problems.note(wire.path + ["text_scorer"], "enum", "Input should be 'BM25STD'")
        }
        return MemoryQuery(
            text: wire.text("text"),
            mode: wire.choice("search_mode", of: SearchMode.self) ?? .semantic,
            hybridAlpha: wire.number("hybrid_alpha") ?? 0.7,
            filter: filter(wire),
            distanceThreshold: wire.number("distance_threshold"),
            page: PageRequest(
                limit: wire.integer("limit", in: 1...Int.max) ?? 10,
                offset: wire.integer("offset", in: 0...Int.max) ?? 0
            ),
            recency: recency(wire)
        )
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

import Base
import Memories

/// Searches and their filters.
enum SearchSchemas {
    static let tagFilter = Schema.described(
        Schema.object(
            [
                "eq": Schema.text, "ne": Schema.text, "any": Schema.texts, "all": Schema.texts, "none": Schema.texts,
                "startswith": Schema.text, "not_eq": Schema.text, "in_": Schema.texts, "not_in": Schema.texts,
            ],
            required: []
        ),
        "At least one operator; all given must hold. `in_`, `not_eq` and `not_in` are other names of `any`, `ne` and `none`."
    )

    static let dateFilter = Schema.described(
        Schema.object(
            [
                "eq": Schema.date, "ne": Schema.date, "gt": Schema.date, "gte": Schema.date, "lt": Schema.date,
                "lte": Schema.date,
                "between": Schema.list(Schema.date),
                "inclusive": [
                    "anyOf": [["type": "boolean"], ["type": "string", "enum": ["both", "neither", "left", "right"]]]
                ],
            ],
            required: []
        ),
        "At least one operator; all given must hold."
    )

    private static let tags = Schema.optional(Schema.reference("TagFilter"))
    private static let dates = Schema.optional(Schema.reference("DateFilter"))
    private static let weight = Schema.optional(Schema.number(0, 1_000))
    private static let days = Schema.optional(Schema.number(0, 1e6))

    static let members: [String: JSONValue] = [
        "text": Schema.described(
            Schema.optional(Schema.text),
            "Without it, memories are listed by filter, newest first."
        ),
        "search_mode": Schema.choice(SearchMode.allCases.map(\.rawValue)),
        "hybrid_alpha": Schema.described(
            Schema.number(0, 1),
            "The share of meaning against words in hybrid mode; 0.7 by default."
        ),
        "text_scorer": Schema.text, "session_id": tags, "namespace": tags, "user_id": tags, "topics": tags,
        "entities": tags,
        "memory_type": tags, "extraction_strategy": tags, "created_at": dates, "last_accessed": dates,
        "event_date": dates,
        "distance_threshold": Schema.described(Schema.optional(Schema.number(0, 2)), "In semantic mode only."),
        "limit": Schema.integer(1), "offset": Schema.integer(0), "recency_boost": Schema.optional(Schema.flag),
        "recency_semantic_weight": weight, "recency_recency_weight": weight, "recency_freshness_weight": weight,
        "recency_novelty_weight": weight, "recency_half_life_last_access_days": days,
        "recency_half_life_created_days": days,
        "server_side_recency": Schema.described(Schema.optional(Schema.flag), "Accepted; ranking is always done here."),
    ]
}

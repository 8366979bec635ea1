import Base

/// The members of a search besides its filters, in the names of the Redis server's API.
package enum QueryMembers {
    package static let text = Member(
        "text",
        \MemoryQuery.text,
        "What to look for. Without it, memories are listed by filter, newest first.",
        measure: .length(\.queryLength)
    )
    package static let mode = Member(
        "search_mode",
        \MemoryQuery.mode,
        "hybrid: meaning and words together; semantic: meaning only; keyword: words only.",
        fallback: "semantic"
    )
    package static let hybridAlpha = Member(
        "hybrid_alpha",
        \MemoryQuery.hybridAlpha,
        "The share of meaning against words in hybrid mode.",
        shape: .number(.from(0, to: 1)),
        fallback: 0.7
    )
    package static let distanceThreshold = Member(
        "distance_threshold",
        \MemoryQuery.distanceThreshold,
        "Leaves out memories at a greater cosine distance; in semantic mode only.",
        shape: .number(.from(0, to: 2))
    )
    package static let limit = Member(
        "limit",
        \MemoryQuery.limit,
        "How many memories at most.",
        shape: .integer(1...Int.max),
        measure: .atMost(\.pageSize),
        fallback: 10
    )
    package static let offset = Member(
        "offset",
        \MemoryQuery.offset,
        "How many matches to skip, to see more of them.",
        fallback: 0
    )

    package static let all = [text, mode, hybridAlpha, distanceThreshold, limit, offset]

    /// How much being recent counts in the order of the answers.
    package static let recency = [
        weight("semantic_weight", \.semanticWeight, "Weight of how well a memory fits."),
        weight("recency_weight", \.recencyWeight, "Weight of how recent it is."),
        weight("freshness_weight", \.freshnessWeight, "Weight of the last access in how recent a memory is."),
        weight("novelty_weight", \.noveltyWeight, "Weight of the creation in how recent a memory is."),
        days("half_life_last_access_days", \.halfLifeLastAccessDays, "Days that halve the weight of the last access."),
        days("half_life_created_days", \.halfLifeCreatedDays, "Days that halve the weight of the creation."),
    ]

    private static func weight(
        _ name: String,
        _ path: any WritableKeyPath<RecencyOptions, Double> & Sendable,
        _ description: String
    ) -> Member<RecencyOptions> {
        Member("recency_" + name, path, description, shape: .number(.from(0, to: 1_000)))
    }

    private static func days(
        _ name: String,
        _ path: any WritableKeyPath<RecencyOptions, Double> & Sendable,
        _ description: String
    ) -> Member<RecencyOptions> {
        Member("recency_" + name, path, description, shape: .number(.above(0, to: 1_000_000)))
    }
}

extension MemoryQuery {
    fileprivate var limit: Int {
        get { page.limit }
        set { page = PageRequest(limit: newValue, offset: page.offset) }
    }

    fileprivate var offset: Int {
        get { page.offset }
        set { page = PageRequest(limit: page.limit, offset: newValue) }
    }
}

import Base

/// The members of a search other than its filters, named as in the Redis server's API.
package enum QueryMembers {
    package static let text = Member(
        "text",
        \MemoryQuery.text,
        "What to look for. Without it, memories are listed by filter, newest first.",
        measure: .length(\.queryLength)
    )
    /// The text of a question that is answered with a prompt.
    package static let question = text.presented(
        as: "query",
        shape: .text,
        "The user's question or request.",
        isRequired: true
    )
    package static let mode = Member(
        "search_mode",
        \MemoryQuery.mode,
        "hybrid: semantic and keyword search together; semantic: by meaning only; keyword: by words only. Without it, the server's default mode."
    )
    package static let hybridAlpha = Member(
        "hybrid_alpha",
        \MemoryQuery.hybridAlpha,
        "The share of semantic against keyword search in hybrid mode.",
        shape: .number(.from(0, to: 1)),
        fallback: .number(MemoryQuery.defaultAlpha)
    )
    package static let distanceThreshold = Member(
        "distance_threshold",
        \MemoryQuery.distanceThreshold,
        "Leaves out memories at a greater cosine distance; semantic mode only.",
        shape: .number(.from(0, to: 2))
    )
    package static let limit = Member(
        "limit",
        \MemoryQuery.limit,
        "The maximum number of memories.",
        shape: .integer(1...Int.max),
        measure: .atMost(\.pageSize),
        fallback: 10
    )
    package static let offset = Member(
        "offset",
        \MemoryQuery.offset,
        "How many matches to skip, to get the next page.",
        measure: .atMost(\.pageOffset),
        fallback: 0
    )

    package static let includeSuperseded = Member(
        "include_superseded",
        \MemoryQuery.filter.includesSuperseded,
        "Whether memories that a newer one replaced are included; superseded_by names the newer one.",
        fallback: false
    )

    package static let archived = Member(
        "archived",
        \MemoryQuery.filter.archived,
        "Whether archived memories are left out (exclude), included (include), or the only ones (only).",
        fallback: "exclude"
    )

    package static let after = Member(
        "after",
        \MemoryQuery.filter.after,
        "Only memories of this time or later: of their event_date or, without one, of created_at."
    )
    package static let before = Member(
        "before",
        \MemoryQuery.filter.before,
        "Only memories of an earlier time than this: of their event_date or, without one, of created_at."
    )
    package static let asOf = Member(
        "as_of",
        \MemoryQuery.filter.asOf,
        "Only what was known at this time: memories created by then, also if a later one has replaced them since, with the text that they had."
    )
    package static let utcOffset = Member(
        "utc_offset_minutes",
        \MemoryQuery.minutesAhead,
        "How far the person's clock is ahead of UTC (New York in winter: -300). The text may say yesterday or last spring: memories of that time are preferred.",
        shape: .integer(-840...840),
        fallback: 0
    )
    /// The members that restrict the time of memories.
    package static let times = [after, before, asOf]

    package static let all =
        [text, mode, hybridAlpha, distanceThreshold, limit, offset, includeSuperseded, archived] + times + [utcOffset]

    /// The workspaces to search together. They stay outside the query, because policy proves each.
    package static let workspaces = "workspaces"

    /// How much recency counts in the order of results.
    package static let recency = [
        weight("semantic_weight", \.semanticWeight, "Weight of how well a memory matches."),
        weight("recency_weight", \.recencyWeight, "Weight of how recent it is."),
        weight("freshness_weight", \.freshnessWeight, "Weight of the last access in how recent a memory is."),
        weight("novelty_weight", \.noveltyWeight, "Weight of the creation time in how recent a memory is."),
        days("half_life_last_access_days", \.halfLifeLastAccessDays, "Days that halve the weight of the last access."),
        days("half_life_created_days", \.halfLifeCreatedDays, "Days that halve the weight of the creation time."),
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

extension MemoryFilter.Archived: MemberType {}

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

package import Base

/// How to search.
package enum SearchMode: String, Sendable, Hashable, CaseIterable {
    case semantic, keyword, hybrid
}

/// A search of the memories within reach.
package struct MemoryQuery: Sendable, Hashable {
    /// Empty or nil lists by filter, newest first, without ranking.
    package var text: String?
    package var mode: SearchMode
    /// The share of semantic similarity against keywords in hybrid mode, 0…1. 0.5 is best for the bundled model; the
    /// Redis server's API has a default of 0.7, which REST passes on. Words that the model does not know lower it in
    /// proportion.
    package var hybridAlpha: Double
    package var filter: MemoryFilter
    /// The largest cosine distance of a result (0…2: 1 − cosine similarity); semantic mode only.
    package var distanceThreshold: Double?
    package var page: PageRequest
    /// Nil leaves time out of the ranking.
    package var recency: RecencyOptions?

    package init(
        text: String? = nil,
        mode: SearchMode = .semantic,
        hybridAlpha: Double = 0.5,
        filter: MemoryFilter = MemoryFilter(),
        distanceThreshold: Double? = nil,
        page: PageRequest = PageRequest(limit: 10),
        recency: RecencyOptions? = nil
    ) {
        self.text = text
        self.mode = mode
        self.hybridAlpha = hybridAlpha
        self.filter = filter
        self.distanceThreshold = distanceThreshold
        self.page = page
        self.recency = recency
    }
}

/// How much recency counts in the ranking; names and defaults of the Redis server's API.
package struct RecencyOptions: Sendable, Hashable {
    package var semanticWeight = 0.8
    package var recencyWeight = 0.2
    package var freshnessWeight = 0.6
    package var noveltyWeight = 0.4
    /// Days until the freshness of the last access is halved.
    package var halfLifeLastAccessDays = 7.0
    /// Days until the novelty of the creation is halved.
    package var halfLifeCreatedDays = 30.0

    package init() {}
}

/// A memory that was found, and how well it matches.
package struct ScoredMemory: Sendable, Hashable {
    package let memory: Memory
    /// Smaller is nearer: cosine distance (0…2) in semantic mode, otherwise 1 − score. Recency changes the order of
    /// results, not this value.
    package let distance: Double
    /// 0…1, larger is better; nil when nothing was ranked.
    package let score: Double?
    package let scoreKind: SearchMode?

    package init(memory: Memory, distance: Double, score: Double?, scoreKind: SearchMode?) {
        self.memory = memory
        self.distance = distance
        self.score = score
        self.scoreKind = scoreKind
    }
}

/// The result of a `MemoryQuery`.
package struct SearchAnswer: Sendable {
    package let memories: [ScoredMemory]
    /// Without ranking, the number of all matches. With ranking, the number of candidates, which grows with the page's
    /// offset.
    package let total: Int
    package let nextOffset: Int?
    /// Set when the result is less than the caller asked for: for instance keywords only, because there is no model.
    package let notice: String?

    package init(memories: [ScoredMemory], total: Int, nextOffset: Int?, notice: String? = nil) {
        self.memories = memories
        self.total = total
        self.nextOffset = nextOffset
        self.notice = notice
    }
}

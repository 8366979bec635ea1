package import Base

/// How to look.
package enum SearchMode: String, Sendable, Hashable, CaseIterable {
    case semantic, keyword, hybrid
}

/// A question to the memories within reach.
package struct MemoryQuery: Sendable, Hashable {
    /// Empty or nil lists by filter, newest first, without ranking.
    package var text: String?
    package var mode: SearchMode
    /// The share of meaning against words in hybrid mode, 0…1. 0.5 is best for the model that is shipped; the Redis
    /// server's API defaults to 0.7, which its door passes on. The model's unknown words lower it in proportion.
    package var hybridAlpha: Double
    package var filter: MemoryFilter
    /// Cosine distance (0…2: 1 − cosine similarity) above which a memory is no answer; semantic mode only.
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

/// How much being recent counts; names and defaults of the Redis server's API.
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

/// A memory found, and how well it fits.
package struct ScoredMemory: Sendable, Hashable {
    package let memory: Memory
    /// Smaller is nearer: cosine distance (0…2) in semantic mode, else 1 − score. Recency changes the order of answers,
    /// not this.
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

/// The answer to a `MemoryQuery`.
package struct SearchAnswer: Sendable {
    package let memories: [ScoredMemory]
    /// Listed: all that match. Ranked: how many candidates were, which grows with how far the page reaches.
    package let total: Int
    package let nextOffset: Int?
    /// Set when the answer is less than was asked for: for instance no model, so words only.
    package let notice: String?

    package init(memories: [ScoredMemory], total: Int, nextOffset: Int?, notice: String? = nil) {
        self.memories = memories
        self.total = total
        self.nextOffset = nextOffset
        self.notice = notice
    }
}

package import Base

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

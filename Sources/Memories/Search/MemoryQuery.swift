package import Base

/// A search of the memories within reach.
package struct MemoryQuery: Sendable, Hashable {
    /// Empty or nil lists by filter, newest first, without ranking.
    package var text: String?
    /// Nil leaves the choice to the server: see `mode(orElse:)`.
    package var mode: SearchMode?
    /// The share of semantic similarity against keywords in hybrid mode, 0…1. The default is best for the bundled model. Words that the model does not know lower it in
    /// proportion.
    package var hybridAlpha: Double
    package var filter: MemoryFilter
    /// The largest cosine distance of a result (0…2: 1 − cosine similarity); semantic mode only.
    package var distanceThreshold: Double?
    package var page: PageRequest
    package static let defaultAlpha = 0.4
    /// Nil leaves time out of the ranking.
    package var recency: RecencyOptions?
    /// How far the person's clock is ahead of UTC, in minutes: phrases such as "yesterday" in the text mean its days.
    package var minutesAhead = 0

    package init(
        text: String? = nil,
        mode: SearchMode? = nil,
        hybridAlpha: Double = Self.defaultAlpha,
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

    /// The mode of this search. A distance threshold needs semantic search, because the other modes have no distance.
    package func mode(orElse fallback: SearchMode) -> SearchMode {
        mode ?? (distanceThreshold == nil ? fallback : .semantic)
    }
}

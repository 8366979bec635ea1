/// The result of a `MemoryQuery`.
package struct SearchAnswer: Sendable {
    package var memories: [ScoredMemory]
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

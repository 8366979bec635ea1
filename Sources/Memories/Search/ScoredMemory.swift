package import Base
package import Identity

/// A memory that was found, and how well it matches.
package struct ScoredMemory: Sendable, Hashable {
    package var memory: Memory
    /// The workspace it was found in.
    package let workspace: ID<Workspace>
    /// Smaller is nearer: cosine distance (0…2) in semantic mode, otherwise 1 − score. Recency changes the order of
    /// results, not this value.
    package let distance: Double
    /// 0…1, larger is better; nil when nothing was ranked.
    package let score: Double?
    package let scoreKind: SearchMode?
    /// The part of `score` that comes from shared words, 0…1; the rest is semantic similarity.
    package let words: Double

    /// A memory of a list, which nothing ranked.
    package init(listed memory: Memory, in workspace: ID<Workspace>) {
        self.init(memory: memory, in: workspace, distance: 0, score: nil, scoreKind: nil)
    }

    package init(
        memory: Memory,
        in workspace: ID<Workspace>,
        distance: Double,
        score: Double?,
        scoreKind: SearchMode?,
        words: Double = 0
    ) {
        self.memory = memory
        self.workspace = workspace
        self.distance = distance
        self.score = score
        self.scoreKind = scoreKind
        self.words = words
    }
}

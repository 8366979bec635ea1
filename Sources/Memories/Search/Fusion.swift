package import Base

/// The values that decide an order: when a memory was stored, when it was last read, and its id to break ties.
package protocol Rankable {
    var id: String { get }
    var createdAt: Timestamp { get }
    var lastAccessed: Timestamp { get }
}

extension Memory: Rankable {}
extension Candidate: Rankable {}

/// Ranks the results of semantic and keyword search in one order. It is the same on every backend, because backends
/// return raw scores only.
///
/// Scaled scores, not ranks: `alpha · (cos − min) / (max − min) + (1 − alpha) · bm25 / max(1, bm25)` over the union of
/// both lists, where BM25 is a share of the question's words (docs/adr/0006-ranking-by-scaled-scores.md). So a memory
/// that shares only one common word with the question gains little, also when no other shares more.
package enum Fusion {
    package struct Ranked: Sendable {
        package let candidate: Candidate
        /// In semantic mode the cosine similarity, −1…1; otherwise 0…1.
        package let relevance: Double
        /// The part of `relevance` that comes from shared words; the rest is semantic similarity.
        package let words: Double
    }

    /// The candidates that match in this mode, unordered: semantic mode needs a vector, keyword mode a shared word.
    /// - Parameter alpha: the share of semantic similarity in hybrid mode, 0…1.
    package static func rank(_ candidates: [Candidate], mode: SearchMode, alpha: Double) -> [Ranked] {
        switch mode {
        case .semantic:
            return candidates.compactMap { candidate in
                candidate.similarity.map { Ranked(candidate: candidate, relevance: $0, words: 0) }
            }
        case .keyword:
            let most = max(1, greatestLexical(candidates))
            return candidates.compactMap { candidate in
                candidate.lexical.map {
                    let words = $0 / most
                    return Ranked(candidate: candidate, relevance: words, words: words)
                }
            }
        case .hybrid:
            let most = max(1, greatestLexical(candidates))
            let similarities = candidates.compactMap(\.similarity)
            let least = similarities.min() ?? 0
            let range = (similarities.max() ?? 0) - least
            return candidates.compactMap { candidate in
                guard candidate.similarity != nil || candidate.lexical != nil else { return nil }
                // One candidate, or all equally near: nothing distinguishes them, so each gets the full score.
                let meaning = candidate.similarity.map { range > 0 ? ($0 - least) / range : 1 } ?? 0
                let words = (1 - alpha) * (candidate.lexical.map { $0 / most } ?? 0)
                return Ranked(candidate: candidate, relevance: alpha * meaning + words, words: words)
            }
        }
    }

    /// The order of results: higher scores first; of equal ones the newer first, then the lower id.
    package static func precedes<Item: Rankable>(_ a: (score: Double, item: Item), _ b: (score: Double, item: Item))
        -> Bool
    {
        a.score == b.score ? precedesAsEqual(a.item, b.item) : a.score > b.score
    }

    /// The order of two items with the same score.
    static func precedesAsEqual<Item: Rankable>(_ a: Item, _ b: Item) -> Bool {
        a.createdAt == b.createdAt ? a.id < b.id : a.createdAt > b.createdAt
    }

    private static func greatestLexical(_ candidates: [Candidate]) -> Double {
        candidates.compactMap(\.lexical).max() ?? 0
    }
}

import Glibc

/// BM25 over one partition: how well a memory fits the words of a question. Larger is better, never below zero.
///
/// Everything in it is counted over the memory's own partition before any filter: how many memories there are, how long
/// they are, how many have the word. So a score says nothing of anybody else's memories, and is the same under every
/// filter.
struct WordScore {
    private static let (k, b) = (1.2, 0.75)
    /// What every memory counts as longer: short ones are then a little less short, as was measured for ADR 6.
    private static let padding = 2.0

    /// By word of the question.
    private let rarities: [Double]
    private let meanSize: Double

    /// - Parameters:
    ///   - memories: of the partition.
    ///   - words: of all of them together.
    ///   - frequencies: how many of them have each word of the question.
    init(memories: Int64, words: Int64, frequencies: [Int64]) {
        meanSize = Double(words) / Double(max(1, memories)) + Self.padding
        rarities = frequencies.map { found in
            // Not without the 1 inside: a word of most memories would count against them.
            log(1 + (Double(max(0, memories - found)) + 0.5) / (Double(found) + 0.5))
        }
    }

    /// - Parameters:
    ///   - size: of the memory, in words.
    ///   - occurrences: of each word of the question, by its number.
    func score(size: Int, occurrences: (Int) -> Int) -> Double {
        let damping = Self.k * (1 - Self.b + Self.b * (Double(size) + Self.padding) / meanSize)
        var sum = 0.0
        for (index, rarity) in rarities.enumerated() {
            let frequency = Double(occurrences(index))
            if frequency > 0 { sum += rarity * frequency * (Self.k + 1) / (frequency + damping) }
        }
        return sum
    }
}

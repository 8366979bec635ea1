import Glibc

/// BM25 over one partition: how well a memory matches the words of a query, as a share of the score of a memory of usual
/// length that contains each of them once. Larger is better, never below zero; above 1 for a memory that is shorter or
/// repeats the words.
///
/// All counts are over the memory's own partition before any filter: the number of memories, their length, and how many
/// contain the word. So a score reveals nothing about other users' memories, and is the same under every filter.
struct WordScore {
    /// Lower than the usual 1.2 and 0.75: memories are short, and a long one is not less relevant (docs/retrieval.md).
    private static let (k, b) = (0.9, 0.3)
    /// Words added to every memory's length: this reduces the advantage of short memories, as measured for ADR 6.
    private static let padding = 2.0

    /// By token of the query.
    private let rarities: [Double]
    private let companions: [Int?]
    private let meanSize: Double
    /// The score of a memory of the usual length that contains every word of the query once.
    private let whole: Double

    /// - Parameters:
    ///   - memories: the number of memories in the partition.
    ///   - words: the number of words in all of them together.
    ///   - frequencies: for each token of the query, the number of memories that contain it.
    ///   - companions: for each token of the query, see `WordTokens.Asked`.
    init(memories: Int64, words: Int64, frequencies: [Int64], companions: [Int?]) {
        self.companions = companions
        meanSize = Double(words) / Double(max(1, memories)) + Self.padding
        let rarities = frequencies.map { found in
            // The 1 inside keeps the value positive: otherwise a word of most memories would lower the score.
            log(1 + (Double(max(0, memories - found)) + 0.5) / (Double(found) + 0.5))
        }
        self.rarities = rarities
        // A word without a stem counts twice; see `score`.
        whole = zip(rarities, companions).reduce(0) { $0 + ($1.1 == nil ? 2 : 1) * $1.0 }
    }

    /// The most that a memory can score that has none but these tokens of the query.
    func most(of tokens: [Int]) -> Double {
        var sum = 0.0
        // By stem: the words that count twice in a memory without it.
        var words: [Int: Double] = [:]
        for token in tokens {
            switch companions[token] {
            case nil: sum += 2 * rarities[token]
            case token: words[token, default: 0] += 0
            case let stem?: words[stem, default: 0] += rarities[token]
            }
        }
        for (stem, rarity) in words {
            sum += tokens.contains(stem) ? max(2 * rarity, rarity + rarities[stem]) : 2 * rarity
        }
        return whole > 0 ? sum * (Self.k + 1) / whole : 0
    }

    /// Falls with the size: that of size 0 is a bound for every memory with the same occurrences.
    /// - Parameters:
    ///   - size: the number of words in the memory.
    ///   - occurrences: the occurrences of each token of the query, by its number.
    func score(size: Int, occurrences: (Int) -> Int) -> Double {
        let damping = Self.k * (1 - Self.b + Self.b * (Double(size) + Self.padding) / meanSize)
        var sum = 0.0
        for (index, rarity) in rarities.enumerated() {
            let frequency = Double(occurrences(index))
            guard frequency > 0 else { continue }
            let part = rarity * frequency * (Self.k + 1) / (frequency + damping)
            sum += part
            if companions[index].map({ $0 != index && occurrences($0) == 0 }) ?? true { sum += part }
        }
        return whole > 0 ? sum / whole : 0
    }
}

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
    /// By token of the query: by how much occurrences can multiply its rarity at most.
    private let factors: [Double]

    /// - Parameters:
    ///   - memories: the number of memories in the partition.
    ///   - words: the number of words in all of them together.
    ///   - frequencies: for each token of the query, the number of memories that contain it.
    ///   - companions: for each token of the query, see `WordTokens.Asked`.
    ///   - occurrences: for each token of the query, its most occurrences in one memory; nil when unknown. Only for bounds.
    init(memories: Int64, words: Int64, frequencies: [Int64], companions: [Int?], occurrences: [Int64]? = nil) {
        self.companions = companions
        let meanSize = Double(words) / Double(max(1, memories)) + Self.padding
        self.meanSize = meanSize
        factors =
            occurrences?.map { Self.factor(Double($0), size: Double($0), meanSize) }
            ?? Array(repeating: Self.k + 1, count: frequencies.count)
        let rarities = frequencies.map { found in
            // The 1 inside keeps the value positive: otherwise a word of most memories would lower the score.
            log(1 + (Double(max(0, memories - found)) + 0.5) / (Double(found) + 0.5))
        }
        self.rarities = rarities
        // A word without a stem counts twice; see `score`.
        whole = zip(rarities, companions).reduce(0) { $0 + ($1.1 == nil ? 2 : 1) * $1.0 }
    }

    /// - Parameters:
    ///   - frequency: the occurrences of a token in a memory.
    ///   - size: the number of words in the memory.
    private static func factor(_ frequency: Double, size: Double, _ meanSize: Double) -> Double {
        frequency * (k + 1) / (frequency + k * (1 - b + b * (size + padding) / meanSize))
    }

    /// The most that a memory can score that has none but these tokens of the query.
    func most(of tokens: [Int]) -> Double {
        func rarity(_ token: Int) -> Double { rarities[token] * factors[token] }
        var sum = 0.0
        // By stem: the words that count twice in a memory without it.
        var words: [Int: Double] = [:]
        for token in tokens {
            switch companions[token] {
            case nil: sum += 2 * rarity(token)
            case token: words[token, default: 0] += 0
            case let stem?: words[stem, default: 0] += rarity(token)
            }
        }
        for (stem, words) in words {
            sum += tokens.contains(stem) ? max(2 * words, words + rarity(stem)) : 2 * words
        }
        return whole > 0 ? sum / whole : 0
    }

    /// Falls with the size: that of size 0 is a bound for every memory with the same occurrences.
    /// - Parameters:
    ///   - size: the number of words in the memory.
    ///   - occurrences: the occurrences of each token of the query, by its number.
    func score(size: Int, occurrences: (Int) -> Int) -> Double {
        var sum = 0.0
        for (index, rarity) in rarities.enumerated() {
            let frequency = Double(occurrences(index))
            guard frequency > 0 else { continue }
            let part = rarity * Self.factor(frequency, size: Double(size), meanSize)
            sum += part
            if companions[index].map({ $0 != index && occurrences($0) == 0 }) ?? true { sum += part }
        }
        return whole > 0 ? sum / whole : 0
    }
}

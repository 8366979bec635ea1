/// The order in which the words of a question are looked up: the rare ones first. The frequent ones are in most memories
/// and add little to a score, so a memory that has only frequent words is mostly not among the best, and is not looked at
/// at all (Turtle and Flood 1995, "max-score").
///
/// All numbers are of one partition, so the plan of a search does not depend on other users' memories.
struct WordPlan {
    private let score: WordScore
    private let frequencies: [Int64]
    /// The tokens, by the number of memories that contain them, the fewest first.
    private let ordered: [Int]
    private let limit: Int

    /// The largest share of the whole work that is worth a search for some tokens: at first, when it may not be enough, and
    /// when it is known to be enough.
    private static let (worthTrying, worthwhile) = (0.2, 0.6)
    /// The usual score of memories with every word that are somewhat longer than others.
    private static let usual = 0.95
    /// For the rounding of sums in another order.
    private static let slack = 1 + 1e-9

    /// - Parameters:
    ///   - score: of the same tokens.
    ///   - limit: how many rows are wanted.
    init(_ score: WordScore, frequencies: [Int64], limit: Int) {
        self.score = score
        self.frequencies = frequencies
        self.limit = limit
        ordered = frequencies.indices.sorted { (frequencies[$0], $0) < (frequencies[$1], $1) }
    }

    /// The tokens to begin with; nil for all: enough that the rows with one of them can fill the limit.
    var beginning: [Int]? {
        var sum: Int64 = 0
        for (index, token) in ordered.enumerated() {
            sum += frequencies[token]
            if sum >= Int64(limit) { return chosen(index + 1, upTo: Self.worthTrying) }
        }
        return nil
    }

    /// Whether no row without these tokens can be among the best.
    /// - Parameter least: the score of the last of `limit` rows; nil when fewer were found.
    func isEnough(_ tokens: [Int], least: Double?) -> Bool {
        guard let least else { return false }
        return score.most(of: ordered.filter { !tokens.contains($0) }) * Self.slack < least
    }

    /// The fewest tokens that are enough; nil for all.
    func tokens(least: Double?) -> [Int]? {
        guard let least else { return nil }
        for count in ordered.indices.dropFirst()
        where score.most(of: Array(ordered[count...])) * Self.slack < least {
            return chosen(count, upTo: Self.worthwhile)
        }
        return nil
    }

    /// The tokens of each word, in the order of the question, when it is worth a search for memories with every word: enough
    /// of them can be expected, and one without a word cannot score what they do.
    ///
    /// - Parameter memories: the size of the partition.
    func everyWord(of companions: [Int?], among memories: Int64) -> [[Int]]? {
        var words: [[Int]] = []
        for token in companions.indices {
            if let stem = companions[token], let last = words.last, last.contains(where: { companions[$0] == stem }) {
                words[words.count - 1].append(token)
            } else {
                words.append([token])
            }
        }
        // A word that comes back after another one would be two.
        let stems = words.compactMap { companions[$0[0]] }
        guard words.count > 1, Set(stems).count == stems.count else { return nil }
        let shares = words.map { Double($0.map { frequencies[$0] }.max() ?? 0) / Double(max(1, memories)) }
        let expected = shares.reduce(Double(memories), *)
        return expected >= Double(limit) && isEnough(withEvery: words, least: Self.usual) ? words : nil
    }

    /// Whether no memory that lacks a word can be among the best.
    func isEnough(withEvery words: [[Int]], least: Double?) -> Bool {
        guard let least else { return false }
        return words.allSatisfy { missing in
            score.most(of: frequencies.indices.filter { !missing.contains($0) }) * Self.slack < least
        }
    }

    private func chosen(_ count: Int, upTo share: Double) -> [Int]? {
        let work = ordered.prefix(count).reduce(0) { $0 + frequencies[$1] }
        let whole = frequencies.reduce(0, +)
        return Double(work) <= share * Double(whole) ? Array(ordered.prefix(count)) : nil
    }
}

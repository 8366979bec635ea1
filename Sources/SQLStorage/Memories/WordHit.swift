import Memories

/// One memory that contains a word of a question.
struct WordHit {
    let row: Int64
    let partition: Int64
    /// Whether it passes the filter. The statistics of a partition count it in any case.
    let isAdmitted: Bool
    /// Its size, then the occurrences of each token.
    let counts: [Int32]

    /// The admitted ones, each scored with the statistics of its own partition.
    /// - Parameter hits: all memories of the partitions that contain a token.
    static func scores(
        _ hits: [WordHit],
        of tokens: [WordTokens.Asked],
        in partitions: [Partition]
    ) -> [(row: Int64, score: Double)] {
        var frequencies: [Int64: [Int64]] = [:]
        for hit in hits {
            for index in tokens.indices where hit.counts[index + 1] > 0 {
                frequencies[hit.partition, default: Array(repeating: 0, count: tokens.count)][index] += 1
            }
        }
        var scores: [Int64: WordScore] = [:]
        for partition in partitions {
            guard let found = frequencies[partition.id] else { continue }
            scores[partition.id] = WordScore(
                memories: partition.memories,
                words: partition.words,
                frequencies: found,
                companions: tokens.map(\.companion)
            )
        }
        return hits.compactMap { hit in
            guard hit.isAdmitted, let score = scores[hit.partition] else { return nil }
            return (row: hit.row, score: score.score(size: Int(hit.counts[0])) { Int(hit.counts[$0 + 1]) })
        }
    }
}

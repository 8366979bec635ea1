import Foundation

/// How well searches find the memories that answer the questions of a set.
struct Figures: CustomStringConvertible {
    /// The mean share of a question's answers among the first ten and the first five results.
    private(set) var recallAt10 = 0.0
    private(set) var recallAt5 = 0.0
    /// The mean of 1 / place of the first answer among the first ten; 0 where none is there.
    private(set) var reciprocalRank = 0.0
    /// The share of questions with an answer in the first place.
    private(set) var first = 0.0
    private var count = 0

    var description: String {
        String(
            format: "recall@10 %.3f, recall@5 %.3f, MRR %.3f, first %.3f",
            recallAt10,
            recallAt5,
            reciprocalRank,
            first
        )
    }

    mutating func add(_ found: [String], of answers: [String]) {
        let hits = found.prefix(10).map(answers.contains)
        func mean(_ figure: inout Double, _ value: Double) {
            figure = (figure * Double(count) + value) / Double(count + 1)
        }
        mean(&recallAt10, Double(hits.count(where: { $0 })) / Double(min(10, answers.count)))
        mean(&recallAt5, Double(hits.prefix(5).count(where: { $0 })) / Double(min(5, answers.count)))
        mean(&reciprocalRank, hits.firstIndex(of: true).map { 1 / Double($0 + 1) } ?? 0)
        mean(&first, hits.first == true ? 1 : 0)
        count += 1
    }
}

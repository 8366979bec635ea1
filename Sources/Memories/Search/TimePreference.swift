/// How much memories of the time that a question asks about are preferred.
///
/// Measured on 49 questions that name a time (`RetrievalTests/TimeTests`, 2026-11-30), answers in the first place: hybrid
/// 29 without and 45 with a share of 0.3, semantic 20 and 46, keyword 24 and, with a share of 1, 36. To leave the words of
/// the phrase out of the keyword search made hybrid search no better and keyword search worse: the keyword index contains
/// the dates of events.
struct TimePreference: Sendable {
    /// The addition to the relevance of a memory in the window, as a share of the range that relevance has.
    var share = 0.3
    /// The same in keyword mode, where unrelated memories are not in the list.
    var keywordShare = 1.0

    /// The addition for each candidate. It changes the order of results, not their scores.
    func lift(of ranked: [Fusion.Ranked], by mode: SearchMode, in asked: AskedTime) -> (Candidate) -> Double {
        let relevances = ranked.map(\.relevance)
        let range = (relevances.max() ?? 0) - (relevances.min() ?? 0)
        let lift = (mode == .keyword ? keywordShare : share) * (range > 0 ? range : 1)
        return { asked.contains($0.eventDate ?? $0.createdAt) ? lift : 0 }
    }
}

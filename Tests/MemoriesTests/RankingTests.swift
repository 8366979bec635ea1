import Base
import Testing

@testable import Memories

@Suite struct RankingTests {
    private func candidate(_ id: String, _ lexical: Double?, _ similarity: Double?) -> Candidate {
        Candidate(
            row: 0,
            id: id,
            createdAt: Timestamp(seconds: 0),
            lastAccessed: Timestamp(seconds: 0),
            lexical: lexical,
            similarity: similarity
        )
    }

    private func ranks(_ candidates: [Candidate], _ mode: SearchMode, alpha: Double = 0.5) -> [String: Double] {
        Dictionary(
            uniqueKeysWithValues: Fusion.rank(candidates, mode: mode, alpha: alpha).map {
                ($0.candidate.id, $0.relevance)
            }
        )
    }

    /// alpha · (cos − min) / (max − min) + (1 − alpha) · bm25 / max(1, greatest bm25)
    @Test func hybridAddsScaledScoresOfBothLists() {
        let found = [
            candidate("both", 2, 0.5), candidate("words", 4, nil), candidate("meaning", nil, 0.7),
            candidate("far", nil, 0.3),
        ]
        #expect(
            ranks(found, .hybrid, alpha: 0.5) == [
                "both": 0.5 * 0.5 + 0.5 * 0.5, "words": 0.5, "meaning": 0.5, "far": 0,
            ]
        )
        #expect(ranks(found, .hybrid, alpha: 1)["meaning"] == 1)
        #expect(ranks(found, .hybrid, alpha: 0)["words"] == 1)
    }

    /// The best memory by words has only a fifth of the question: it must not outrank the nearest by meaning.
    @Test func fewWordsInCommonCountForLittle() {
        let found = [candidate("words", 0.2, 0.3), candidate("meaning", nil, 0.7), candidate("far", nil, 0.3)]
        #expect(ranks(found, .hybrid, alpha: 0.5) == ["words": 0.1, "meaning": 0.5, "far": 0])
        #expect(ranks(found, .keyword) == ["words": 0.2])
    }

    @Test func semanticScoresAreCosinesAndKeywordScoresAreShares() {
        let found = [candidate("a", 1, 0.5), candidate("b", 4, nil), candidate("c", nil, -0.25)]
        #expect(ranks(found, .semantic) == ["a": 0.5, "c": -0.25])
        #expect(ranks(found, .keyword) == ["a": 0.25, "b": 1])
    }

    @Test(
        "The part of a score that comes from words is named; the rest is meaning",
        arguments: [(SearchMode.hybrid, [0.125, 0.5, 0]), (.keyword, [0.25, 1]), (.semantic, [0, 0])]
    )
    func words(mode: SearchMode, parts: [Double]) {
        let found = [candidate("a", 1, 0.5), candidate("b", 4, nil), candidate("c", nil, -0.25)]
        let ranked = Fusion.rank(found, mode: mode, alpha: 0.5)
        #expect(ranked.map(\.words) == parts)
        #expect(ranked.allSatisfy { mode == .semantic || $0.words <= $0.relevance })
    }

    @Test func scoresThatCannotBeScaledCountInFull() {
        #expect(ranks([candidate("a", 3, 0.2)], .hybrid) == ["a": 1])
        #expect(
            ranks([candidate("a", nil, 0.2), candidate("b", nil, 0.2)], .hybrid, alpha: 0.5) == ["a": 0.5, "b": 0.5]
        )
        #expect(ranks([candidate("a", 0, nil)], .keyword) == ["a": 0])
        #expect(ranks([], .hybrid).isEmpty)
    }

    @Test func equalScoresRankTheNewerThenTheLowerId() {
        let memories = [("b", 1), ("a", 1), ("c", 2)].map { id, seconds in
            Memory(id: id, text: id, kind: .semantic, createdAt: Timestamp(seconds: Int64(seconds)))
        }
        let ordered = memories.map { (score: 1.0, item: $0) }.sorted(by: Fusion.precedes)
        #expect(ordered.map(\.item.id) == ["c", "a", "b"])
    }

    /// Redis server: freshness halves every 7 days since the last access, novelty every 30 days since creation.
    @Test func recencyHalvesWithItsHalfLives() {
        let now = Timestamp(seconds: 100 * 86_400)
        let recency = Recency(options: RecencyOptions(), now: now)
        var memory = Memory(id: "1", text: "x", kind: .semantic, createdAt: now)
        #expect(abs(recency.recency(of: memory) - 1) < 1e-12)
        #expect(abs(recency.boosted(0.5, memory) - (0.8 * 0.5 + 0.2)) < 1e-12)
        memory.lastAccessed = Timestamp(seconds: 93 * 86_400)
        memory.createdAt = Timestamp(seconds: 70 * 86_400)
        #expect(abs(recency.recency(of: memory) - 0.5) < 1e-12)
        memory.createdAt = Timestamp(seconds: 200 * 86_400)
        #expect(abs(recency.recency(of: memory) - 0.7) < 1e-12, "a future time counts as now")
    }

    @Test(arguments: [
        ("What does the dog eat?", ["dog", "eat"]), ("what is it?", ["what", "is", "it"]), ("Tea, tea & TEA", ["tea"]),
        ("She's in Zürich (2023)", ["zurich", "2023"]), ("?!", []), ("don't", ["don"]),
    ])
    func queryWordsLeaveOutStopWords(text: String, words: [String]) {
        #expect(QueryWords.of(text) == words)
    }

    @Test func aLongQuestionIsCut() {
        #expect(QueryWords.of((0..<500).map { "w\($0)" }.joined(separator: " ")).count == QueryWords.most)
    }

    @Test func theCandidatesReachBeyondThePage() {
        #expect(Searcher.pool(for: PageRequest(limit: 10)) == 100)
        #expect(Searcher.pool(for: PageRequest(limit: 10, offset: 40)) == 100)
        #expect(Searcher.pool(for: PageRequest(limit: 10, offset: 41)) == 200)
        #expect(Searcher.pool(for: PageRequest(limit: 100, offset: 1_000_000)) == 5_000)
    }
}

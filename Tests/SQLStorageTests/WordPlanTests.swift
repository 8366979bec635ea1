import Base
import Identity
import Memories
import TestSupport
import Testing

@testable import SQLStorage

/// The fast way, which looks rare words up first and skips what cannot win, against the slow way, which scores every
/// memory that has a word of the question.
@Suite("A keyword search that stops early finds the same memories with the same scores")
struct WordPlanTests {
    private let file: TemporaryDatabase
    private let store: SQLMemoryStore
    private let ann: Access

    init() async throws {
        file = try TemporaryDatabase()
        store = SQLMemoryStore(database: file.database, cache: VectorCache(byteLimit: 1 << 20))
        _ = try await SQLUserStore(database: file.database).add(People.user("ann"), personal: People.personal("ann"))
        ann = try AccessPolicy.access(People.person("ann"), to: .write)
    }

    /// Words from very frequent to rare, English ones with shared stems, and others.
    private static let vocabulary = [
        "tea", "garden", "walking", "walks", "walked", "harbour", "meeting", "meetings", "violin", "concerto", "7431",
        "花生", "☕", "café", "oncology", "bicycle", "nightingale", "letters", "window", "trains",
    ]

    /// A word whose rank is mostly low.
    private static func word(_ random: SeededRandom) -> String {
        let bytes = random.bytes(2)
        let rank = min(Int(bytes[0] & 15), Int(bytes[0] >> 4), Int(bytes[1] & 31))
        return vocabulary[rank % vocabulary.count]
    }

    private func fill(_ count: Int, _ random: SeededRandom) async throws {
        let memories = (0..<count).map { number in
            let length = 1 + Int(random.bytes(1)[0] % 24)
            var memory = Memory(
                id: "m\(number)",
                text: (0..<length).map { _ in Self.word(random) }.joined(separator: " "),
                kind: .semantic,
                userID: ann.author,
                createdAt: People.dawn
            )
            memory.sessionID = "s\(number % 7)"
            return StoredMemory(memory: memory, searchText: memory.text, vector: nil)
        }
        try await store.put(ann, memories, model: nil)
        _ = try await store.delete(ann, ids: (0..<count / 10).map { "m\($0 * 10)" })
    }

    private func found(_ words: SQLiteWords, _ question: [String], _ conditions: SQL?, limit: Int) async throws
        -> [Int64:
        Double]
    {
        let partitions = try await store.vectors.partitions(ann, user: nil)
        return try await words.matches(
            question,
            in: partitions,
            of: ann.workspace,
            where: conditions,
            limit: limit,
            rareOnly: false
        )
    }

    @Test("For random questions, limits and filters", arguments: [1, 2, 3, 4] as [UInt64])
    func same(seed: UInt64) async throws {
        let random = SeededRandom(seed)
        try await fill(600, random)
        let planned = SQLiteWords(database: file.database, plannedSize: 1)
        let direct = SQLiteWords(database: file.database, plannedSize: .max)
        var filter = MemoryFilter()
        filter.sessionID = TagFilter([.equal("s1")])
        for round in 0..<60 {
            let question = (0..<1 + Int(random.bytes(1)[0] % 7)).map { _ in Self.word(random) }
            let limit = [1, 2, 5, 10, 40][round % 5]
            let conditions = round % 3 == 0 ? MemoryConditions.all(ann, filter) : nil
            // With a limit above the number of memories nothing is skipped.
            let all = try await found(direct, question, conditions, limit: 5_000)
            let best = all.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(limit)
            let expected = Dictionary(uniqueKeysWithValues: best.map { ($0.key, $0.value) })
            let comment: Comment = "\(question), \(limit)"
            #expect(try await found(direct, question, conditions, limit: limit) == expected, comment)
            #expect(try await found(planned, question, conditions, limit: limit) == expected, comment)
        }
    }

    @Test("The bound of a plan is never below the score of a memory without the chosen tokens")
    func bound() {
        let random = SeededRandom(9)
        for _ in 0..<2_000 {
            let count = 1 + Int(random.bytes(1)[0] % 8)
            let companions: [Int?] = (0..<count).map { index in
                let draw = Int(random.bytes(1)[0])
                return draw % 3 == 0 ? nil : draw % 3 == 1 ? index : draw % count
            }
            // A companion is a stem, and that is its own.
            guard companions.allSatisfy({ $0.map { companions[$0] == $0 } ?? true }) else { continue }
            let tokens = (0..<count).filter { _ in random.bytes(1)[0] & 1 == 0 }
            let occurrences = (0..<count).map { tokens.contains($0) ? Int(random.bytes(1)[0] % 40) : 0 }
            let size = (occurrences.max() ?? 0) + Int(random.bytes(1)[0])
            let score = WordScore(
                memories: 1_000,
                words: 9_000,
                frequencies: (0..<count).map { _ in Int64(random.bytes(1)[0]) * 3 },
                companions: companions,
                occurrences: random.bytes(1)[0] & 1 == 0
                    ? nil : occurrences.map { Int64($0) + Int64(random.bytes(1)[0] % 3) }
            )
            let value = score.score(size: size) { occurrences[$0] }
            #expect(value <= score.most(of: tokens) * (1 + 1e-9))
            #expect(value <= score.score(size: 0) { occurrences[$0] })
        }
    }

    @Test("Memories with every word are searched first when one without a word cannot score as much")
    func everyWord() {
        func plan(_ frequencies: [Int64], _ companions: [Int?], occurrences: Int64 = 1, limit: Int = 10) -> [[Int]]? {
            let score = WordScore(
                memories: 10_000,
                words: 100_000,
                frequencies: frequencies,
                companions: companions,
                occurrences: frequencies.map { _ in occurrences }
            )
            return WordPlan(score, frequencies: frequencies, limit: limit).everyWord(of: companions, among: 10_000)
        }
        #expect(plan([900, 950, 800, 800], [1, 1, 3, 3]) == [[0, 1], [2, 3]])
        #expect(plan([900, 800], [nil, nil]) == [[0], [1]])
        // One word, a word that comes back, too few memories to expect, and words that may occur very often.
        #expect(plan([900, 950], [1, 1]) == nil)
        #expect(plan([900, 950, 800, 700], [1, 1, nil, 1]) == nil)
        #expect(plan([900, 800], [nil, nil], limit: 100) == nil)
        #expect(plan([900, 800, 700], [nil, nil, nil], occurrences: 90) == nil)
        // A word of nearly every memory decides nothing.
        #expect(plan([900, 9_900], [nil, nil]) == nil)
    }

    @Test("Similar memories are found by rare words alone, in a small partition by all")
    func rareOnly() async throws {
        let texts = (0..<1_200).map { "tea with number w\($0 / 2)" }
        let memories = texts.enumerated().map { number, text in
            let memory = Memory(
                id: "r\(number)",
                text: text,
                kind: .semantic,
                userID: ann.author,
                createdAt: People.dawn
            )
            return StoredMemory(memory: memory, searchText: text, vector: nil)
        }
        try await store.put(ann, memories, model: nil)
        let partitions = try await store.vectors.partitions(ann, user: nil)
        for (plannedSize, count) in [(Int64(1), 2), (.max, 100)] {
            let words = SQLiteWords(database: file.database, plannedSize: plannedSize)
            func found(_ question: [String]) async throws -> [Int64: Double] {
                try await words.matches(
                    question,
                    in: partitions,
                    of: ann.workspace,
                    where: nil,
                    limit: 100,
                    rareOnly: true
                )
            }
            #expect(try await found(["tea", "number", "w7"]).count == count)
            #expect(try await found(["tea", "number"]).count == (count == 2 ? 0 : 100))
        }
    }

    @Test("Only the rare words of a question are searched when they decide the result")
    func rareFirst() {
        let score = WordScore(
            memories: 10_000,
            words: 100_000,
            frequencies: [8_000, 12, 6_000],
            companions: [nil, nil, nil]
        )
        let plan = WordPlan(score, frequencies: [8_000, 12, 6_000], limit: 10)
        #expect(plan.beginning == [1])
        #expect(plan.isEnough([1], least: 0.6))
        #expect(!plan.isEnough([1], least: nil))
        #expect(!plan.isEnough([1], least: 0.01))
        #expect(plan.tokens(least: nil) == nil)
        // The rarest word alone cannot fill the limit.
        #expect(WordPlan(score, frequencies: [8_000, 3, 600], limit: 10).beginning == [1, 2])
        // Nor is it worth to try with nearly half of the work.
        #expect(WordPlan(score, frequencies: [8_000, 3, 6_000], limit: 10).beginning == nil)
        #expect(WordPlan(score, frequencies: [8, 3, 6], limit: 100).beginning == nil)
    }
}

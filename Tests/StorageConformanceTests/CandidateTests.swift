import Base
import Identity
import Memories
import TestSupport
import Testing

@Suite struct CandidateTests {
    @Test(arguments: Backend.available)
    func wordsAreFoundByTheirStemsInAnyOrder(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        try await fixture.remember(fixture.ann, "a", "Ann likes climbing mountains in winter")
        try await fixture.remember(fixture.ann, "b", "Bob likes soup")
        let found = try await fixture.find(fixture.ann, words: ["mountain", "climbed", "zebra"])
        #expect(found.map(\.memory.id) == ["a"])
        #expect(found[0].lexical ?? 0 > 0 && found[0].similarity == nil)
    }

    @Test(arguments: Backend.available)
    func moreMatchingWordsScoreHigher(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        for index in 0..<20 { try await fixture.remember(fixture.ann, "n\(index)", "filler number \(index)") }
        try await fixture.remember(fixture.ann, "one", "the violin")
        try await fixture.remember(fixture.ann, "two", "the violin concerto")
        let found = try await fixture.find(fixture.ann, words: ["violin", "concerto"])
        let scores = Dictionary(uniqueKeysWithValues: found.map { ($0.memory.id, $0.lexical ?? 0) })
        #expect(Set(scores.keys) == ["one", "two"])
        #expect(scores["two"]! > scores["one"]!)
    }

    /// BM25: a memory scores higher when it has the word more often, is shorter, or the word is rarer.
    @Test(arguments: Backend.available)
    func frequentWordsShortTextsAndRareWordsScoreHigher(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        for index in 0..<20 { try await fixture.remember(fixture.ann, "n\(index)", "tea and cake number \(index)") }
        // Other users' words do not count, however frequent they are.
        for index in 0..<5 { try await fixture.remember(fixture.bob, "n\(index)", "violin violin violin") }
        try await fixture.remember(
            fixture.ann,
            "long",
            "the violin stands in the corner of the large room near the window"
        )
        try await fixture.remember(fixture.ann, "short", "the violin")
        try await fixture.remember(
            fixture.ann,
            "twice",
            "violin after violin stands in the corner of the large room near windows"
        )
        let found = try await fixture.find(fixture.ann, words: ["violin", "cake"], limit: 100)
        let scores = Dictionary(uniqueKeysWithValues: found.map { ($0.memory.id, $0.lexical ?? 0) })
        #expect(scores.count == 23)
        #expect(
            scores["twice"]! > scores["long"]! && scores["short"]! > scores["long"]! && scores["long"]! > scores["n1"]!
        )
        #expect(found.allSatisfy { ($0.lexical ?? 0) > 0 })
    }

    /// The score is the same with and without a filter.
    @Test(arguments: Backend.available)
    func aFilterDoesNotChangeScores(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        for index in 0..<6 {
            try await fixture.remember(fixture.cyd, "m\(index)", "violin number \(index)") {
                $0.sessionID = "s\(index % 2)"
            }
        }
        var filter = MemoryFilter()
        filter.sessionID = TagFilter([.equal("s0")])
        let some = try await fixture.find(fixture.cyd, words: ["violin", "4"], filter: filter)
        #expect(Set(some.map(\.memory.id)) == ["m0", "m2", "m4"])
        let all = try await fixture.find(fixture.everyone, words: ["violin", "4"])
        #expect(all.count == 6)
        for found in some { #expect(found.lexical == all.first { $0.memory == found.memory }?.lexical) }
    }

    @Test(arguments: Backend.available)
    func theLimitKeepsTheBestOfEachKind(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        for angle in 0..<90 { try await fixture.remember(fixture.ann, "m\(angle)", "word", vector: direction(angle)) }
        try await fixture.remember(fixture.ann, "lexical", "peculiar word")
        let found = try await fixture.find(fixture.ann, words: ["peculiar"], vector: direction(30), limit: 3)
        #expect(Set(found.map(\.memory.id)) == ["m29", "m30", "m31", "lexical"])
    }

    @Test(arguments: Backend.available)
    func keywordCandidatesHaveTheirSimilarityToo(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        for angle in 0..<80 { try await fixture.remember(fixture.ann, "m\(angle)", "plain", vector: direction(angle)) }
        try await fixture.remember(fixture.ann, "far", "peculiar", vector: direction(180))
        let far = try #require(
            try await fixture.find(fixture.ann, words: ["peculiar"], vector: direction(0), limit: 1).first {
                $0.memory.id == "far"
            }
        )
        #expect(abs((far.similarity ?? 0) + 1) < 0.0001)
    }

    @Test(arguments: Backend.available)
    func similarityIsTheExactCosine(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        try await fixture.remember(fixture.ann, "m", vector: direction(60))
        let found = try await fixture.find(fixture.ann, vector: direction(0))
        #expect(abs((found[0].similarity ?? 0) - 0.5) < 0.00001)
        #expect(found[0].lexical == nil)
    }

    @Test(arguments: Backend.available)
    func vectorsOfAnotherModelAreNeverCompared(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        try await fixture.remember(fixture.ann, "m", vector: direction(5))
        let other = EmbeddingModel(name: "other", dimension: 8)
        let request = CandidateRequest(words: nil, vector: direction(5), model: other, filter: MemoryFilter(), limit: 5)
        #expect(try await fixture.memories.candidates(fixture.ann, request).isEmpty)
        #expect(try await fixture.find(fixture.ann, vector: direction(5)).count == 1)
    }

    @Test(
        arguments: Backend.available,
        [
            "\"", "\"\"", "a\" OR \"b", "NEAR(a b)", "search_text : a", "scope : p1", "a*", "^a", "-a", "NOT", "AND",
            "OR", "(", ")", "'",
            "a\0b", "\0", "?", "💥", "p1", "{scope} : p1", "",
        ]
    )
    func noWordIsQuerySyntax(backend: Backend, word: String) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        try await fixture.remember(fixture.ann, "m", "another kind")
        #expect(try await fixture.find(fixture.ann, words: [word]).isEmpty)
        #expect(try await fixture.find(fixture.ann, words: [word, "kind"]).map(\.memory.id) == ["m"])
    }

    @Test(arguments: Backend.available)
    func everyonesSearchCrossesPartitionsButNotTheWorkspace(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        // More users than a query names one by one.
        let app = People.team("app", privacy: .privatePerUser)
        for index in 0..<20 {
            let access = try AccessPolicy.access(People.service(in: app), user: "user\(index)", to: .write)
            try await fixture.remember(access, "m", "word", vector: direction(index))
        }
        try await fixture.remember(fixture.foreign, "m", "word", vector: direction(0))
        let found = try await fixture.find(fixture.everyone, words: ["word"], vector: direction(0), limit: 100)
        #expect(Set(found.compactMap(\.memory.userID)).count == 20 && found.count == 20)
        #expect(found.allSatisfy { $0.lexical != nil && $0.similarity != nil })
    }
}

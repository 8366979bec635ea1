import Base
import Identity
import TestSupport
import Testing

@testable import Memories

@Suite struct SearchTests {
    private func filled(_ embedder: FakeEmbedder? = FakeEmbedder(), patience: Duration = .seconds(60)) async throws
        -> MemoryServiceFixture
    {
        let fixture = MemoryServiceFixture(embedder, patience: patience)
        let memories = [
            fixture.memory("tea", "Ann likes tea", age: 3), fixture.memory("dog", "Ann has a puppy called Rex", age: 2),
            fixture.memory("oslo", "Ann moved to Oslo", age: 1),
        ]
        _ = try await fixture.service.remember(MemoryServiceFixture.ann(), memories, deduplicate: true)
        return fixture
    }

    private func ids(_ answer: SearchAnswer) -> [String] { answer.memories.map(\.memory.id) }

    @Test func semanticSearchFindsWhatWasJustWritten() async throws {
        let fixture = try await filled()
        let answer = try await fixture.service.search(
            MemoryServiceFixture.ann(.read),
            MemoryQuery(text: "Which beverage?", mode: .semantic)
        )
        #expect(answer.memories.first?.memory.id == "tea")
        #expect(answer.memories.first?.scoreKind == .semantic)
        let first = try #require(answer.memories.first)
        #expect(abs(first.distance + (first.score ?? 0) - 1) < 1e-9)
        #expect(answer.notice == nil)
    }

    @Test func emptyTextListsNewestFirstWithoutTheModel() async throws {
        let fixture = try await filled()
        let before = fixture.embedder?.calls.count
        for text in [nil, "", "  \n"] {
            let answer = try await fixture.service.search(
                MemoryServiceFixture.ann(.read),
                MemoryQuery(text: text, page: PageRequest(limit: 2))
            )
            #expect(ids(answer) == ["oslo", "dog"])
            #expect(answer.total == 3 && answer.nextOffset == 2)
            #expect(answer.memories.allSatisfy { $0.score == nil && $0.scoreKind == nil })
        }
        #expect(fixture.embedder?.calls.count == before)
    }

    @Test(arguments: SearchMode.allCases)
    func withoutAModelKeywordSearchAnswersAndTheNoticeSaysSo(mode: SearchMode) async throws {
        let fixture = try await filled(nil)
        let answer = try await fixture.service.search(
            MemoryServiceFixture.ann(.read),
            MemoryQuery(text: "the puppy", mode: mode)
        )
        #expect(ids(answer) == ["dog"])
        #expect(answer.memories[0].scoreKind == .keyword)
        #expect((answer.notice != nil) == (mode != .keyword))
        #expect(await fixture.service.embeddingStatus() == .keywordOnly(reason: "install one."))
    }

    @Test(arguments: [
        FakeEmbedder.Behaviour.fails(Fault(.unavailable, "busy")), .fails(Fault(.internal, "broken")), .hangs,
        .breaksContract,
    ])
    func keywordSearchReplacesAFailingModel(behaviour: FakeEmbedder.Behaviour) async throws {
        let fixture = try await filled(FakeEmbedder(behaviour), patience: .milliseconds(1))
        let answer = try await fixture.service.search(
            MemoryServiceFixture.ann(.read),
            MemoryQuery(text: "puppy", mode: .semantic)
        )
        #expect(ids(answer) == ["dog"])
        #expect(answer.notice?.contains("Keyword search only") == true)
    }

    @Test func aTimeoutPausesCallsToTheModel() async throws {
        let fixture = MemoryServiceFixture(FakeEmbedder(.hangs), patience: .milliseconds(1))
        for _ in 0..<3 {
            _ = try await fixture.service.search(MemoryServiceFixture.ann(.read), MemoryQuery(text: "puppy"))
        }
        #expect(fixture.embedder?.calls.count == 1)
        // A clock that was set back ends the pause.
        for (seconds, calls) in [(31, 2), (-3_600, 3)] as [(Int64, Int)] {
            fixture.clock.advance(by: .seconds(seconds))
            _ = try await fixture.service.search(MemoryServiceFixture.ann(.read), MemoryQuery(text: "puppy"))
            #expect(fixture.embedder?.calls.count == calls)
        }
    }

    @Test func theSameQuestionIsEmbeddedOnce() async throws {
        let fixture = try await filled()
        let before = fixture.embedder?.calls.count ?? 0
        for _ in 0..<3 {
            _ = try await fixture.service.search(
                MemoryServiceFixture.ann(.read),
                MemoryQuery(text: "which drink", mode: .hybrid)
            )
        }
        #expect(fixture.embedder?.calls.count == before + 1)
    }

    @Test func aThresholdLeavesOutDistantMemories() async throws {
        let fixture = try await filled()
        let answer = try await fixture.service.search(
            MemoryServiceFixture.ann(.read),
            MemoryQuery(text: "tea", mode: .semantic, distanceThreshold: 0.2)
        )
        #expect(ids(answer) == ["tea"])
        for mode in [SearchMode.keyword, .hybrid] {
            let refused = await fault {
                _ = try await fixture.service.search(
                    MemoryServiceFixture.ann(.read),
                    MemoryQuery(text: "tea", mode: mode, distanceThreshold: 0.2)
                )
            }
            #expect(refused?.code == .invalidRequest)
            #expect(refused?.detail == "distance_threshold is only supported for semantic search mode")
        }
    }

    @Test func pagesHaveNoGapsOrOverlaps() async throws {
        let fixture = MemoryServiceFixture()
        let memories = (0..<25).map { fixture.memory("m\($0)", "tea number \($0)", age: Int64($0)) }
        _ = try await fixture.service.remember(MemoryServiceFixture.ann(), memories, deduplicate: false)
        var seen: [String] = []
        var offset: Int? = 0
        while let start = offset {
            let answer = try await fixture.service.search(
                MemoryServiceFixture.ann(.read),
                MemoryQuery(text: "tea", mode: .hybrid, page: PageRequest(limit: 10, offset: start))
            )
            #expect(answer.total == 25)
            seen += ids(answer)
            offset = answer.nextOffset
        }
        #expect(seen == (0..<25).map { "m\($0)" })
    }

    @Test func recencyRanksNewerMemoriesFirstWithoutChangingScores() async throws {
        let fixture = MemoryServiceFixture()
        let memories = [
            fixture.memory("old", "Ann likes tea", age: 400), fixture.memory("new", "Ann likes a drink", age: 0),
        ]
        _ = try await fixture.service.remember(MemoryServiceFixture.ann(), memories, deduplicate: false)
        var query = MemoryQuery(text: "tea", mode: .hybrid)
        #expect(ids(try await fixture.service.search(MemoryServiceFixture.ann(.read), query)) == ["old", "new"])
        var recency = RecencyOptions()
        recency.recencyWeight = 5
        query.recency = recency
        let answer = try await fixture.service.search(MemoryServiceFixture.ann(.read), query)
        #expect(ids(answer) == ["new", "old"])
        #expect(answer.memories.allSatisfy { (0...1).contains($0.score ?? -1) })
    }

    @Test func stopWordsAreNotLookedUp() async throws {
        let fixture = try await filled()
        _ = try await fixture.service.search(
            MemoryServiceFixture.ann(.read),
            MemoryQuery(text: "What is the tea?", mode: .keyword)
        )
        #expect(fixture.store.requests.last?.words == ["tea"])
        #expect(fixture.store.requests.last?.vector == nil)
    }

    @Test func searchResultsCountAsReadButListedMemoriesDoNot() async throws {
        let fixture = try await filled()
        _ = try await fixture.service.search(MemoryServiceFixture.ann(.read), MemoryQuery(text: nil))
        try await fixture.service.upkeep.writeTouches()
        #expect(fixture.store.touched.isEmpty)
        _ = try await fixture.service.search(
            MemoryServiceFixture.ann(.read),
            MemoryQuery(text: "puppy", mode: .keyword)
        )
        #expect(fixture.store.touched.isEmpty, "a search waits for no write")
        try await fixture.service.upkeep.writeTouches()
        #expect(fixture.store.touched == ["dog"])
    }

    private static let tooMany = (0...100).map(String.init)

    private static let unsound: [(String, @Sendable (inout MemoryQuery) -> Void)] = [
        ("hybrid_alpha", { $0.hybridAlpha = 1.5 }), ("hybrid_alpha", { $0.hybridAlpha = .nan }),
        ("distance_threshold", { $0.distanceThreshold = -1 }), ("limit", { $0.page = PageRequest(limit: 101) }),
        ("text", { $0.text = String(repeating: "x", count: 8_193) }),
        ("topics", { $0.filter.topics = TagFilter([.all(tooMany)]) }),
        ("entities", { $0.filter.entities = TagFilter([.none(tooMany)]) }),
        ("user_id", { $0.filter.userID = TagFilter([.equal("x"), .any(tooMany)]) }),
        ("memory_type", { $0.filter.kind = TagFilter([.any(tooMany)]) }),
        (
            "recency_half_life_created_days",
            {
                $0.recency = RecencyOptions(); $0.recency?.halfLifeCreatedDays = 0
            }
        ),
        (
            "recency_novelty_weight",
            {
                $0.recency = RecencyOptions(); $0.recency?.noveltyWeight = -.infinity
            }
        ),
    ]

    @Test(arguments: unsound)
    func anInvalidQueryNamesItsField(row: (field: String, change: @Sendable (inout MemoryQuery) -> Void))
        async throws
    {
        let fixture = MemoryServiceFixture()
        var query = MemoryQuery(text: "tea")
        row.change(&query)
        let refused = await fault { _ = try await fixture.service.search(MemoryServiceFixture.ann(.read), query) }
        #expect(refused?.code == .validationFailed)
        #expect(refused?.hints.fields.map(\.path) == [["body", row.field]])
    }
}

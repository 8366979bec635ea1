import Base
import Identity
import TestSupport
import Testing

@testable import Memories

@Suite struct UpkeepTests {
    private func filledFixture(_ behaviour: FakeEmbedder.Behaviour, holding texts: [String]) async throws
        -> MemoryServiceFixture
    {
        let patience: Duration = if case .hangs = behaviour { .milliseconds(1) } else { .seconds(60) }
        let fixture = MemoryServiceFixture(FakeEmbedder(behaviour), patience: patience)
        let memories = texts.enumerated().map { fixture.memory("m\($0)", $1) }
        _ = try await fixture.service.remember(MemoryServiceFixture.ann(), memories, deduplicate: false)
        return fixture
    }

    private func embedAll(_ fixture: MemoryServiceFixture) async throws {
        while try await fixture.service.upkeep.embedOnce() > 0 {}
    }

    @Test func textsThatTimedOutAreEmbeddedLater() async throws {
        let fixture = try await filledFixture(.hangs, holding: ["Likes tea"])
        #expect(fixture.store.rows.first?.vector == nil, "the write did not wait")
        fixture.embedder?.behaviour = .answers
        #expect(await fixture.service.embeddingStatus() == .reembedding(fixture.embedder!.model, done: 0, total: 1))
        try await embedAll(fixture)
        #expect(fixture.store.rows.first?.vector != nil)
        #expect(await fixture.service.embeddingStatus() == .ready(fixture.embedder!.model))
    }

    @Test func anotherModelReembedsInBatchesWithProgress() async throws {
        let fixture = try await filledFixture(
            .fails(Fault(.unavailable, "loading")),
            holding: (0..<70).map { "tea \($0)" }
        )
        let model = fixture.embedder!.model
        fixture.embedder?.behaviour = .answers
        #expect(try await fixture.service.upkeep.embedOnce() == 32)
        #expect(await fixture.service.embeddingStatus() == .reembedding(model, done: 32, total: 70))
        let answer = try await fixture.service.search(
            MemoryServiceFixture.ann(.read),
            MemoryQuery(text: "tea 69", mode: .semantic, page: PageRequest(limit: 100))
        )
        #expect(
            answer.memories.contains { $0.memory.id == "m69" } && answer.notice != nil,
            "keyword search finds memories without a vector"
        )
        try await embedAll(fixture)
        #expect(await fixture.service.embeddingStatus() == .ready(model))
        #expect(
            try await fixture.service.search(MemoryServiceFixture.ann(.read), MemoryQuery(text: "tea", mode: .semantic))
                .notice == nil
        )
    }

    @Test("One person's many reads do not prevent the recording of another's")
    func notesOfAccessAreShared() async throws {
        let store = FakeMemoryStore()
        let touches = Touches()
        for _ in 0..<1_000 { touches.note(try MemoryServiceFixture.ann(.read), (0..<100).map { "ann \($0)" }) }
        touches.note(try MemoryServiceFixture.bob(.read), ["bob"])
        try await touches.write(to: store, at: ManualClock().now())
        #expect(store.touched.contains("bob") && store.touched.count == 101)
    }

    @Test("The notice depends only on the caller's own missing vectors, not on others' or refused ones")
    func catchingUpIsOnesOwn() async throws {
        let fixture = try await filledFixture(
            .fails(Fault(.unavailable, "loading")),
            holding: (0..<70).map { "tea \($0)" }
        )
        fixture.embedder?.behaviour = .answers
        _ = try await fixture.service.remember(
            MemoryServiceFixture.bob(),
            [fixture.memory("b", "Bob likes tea")],
            deduplicate: false
        )
        fixture.embedder?.behaviour = .chokes(on: "poison")
        let poison = (0..<40).map { fixture.memory("p\($0)", "poison \($0)") }
        _ = try await fixture.service.remember(MemoryServiceFixture.bob(), poison, deduplicate: false)
        let refused = fixture.store.rows.filter { $0.stored.searchText.contains("poison") }
        try await fixture.store.refuse(refused.map { ($0.number, $0.version) }, model: fixture.embedder!.model)
        let bob = try MemoryServiceFixture.bob(.read)
        let before = try await fixture.service.search(bob, MemoryQuery(text: "tea", mode: .semantic))
        #expect(try await fixture.service.upkeep.embedOnce() == 32)
        #expect(
            try await fixture.service.search(MemoryServiceFixture.ann(.read), MemoryQuery(text: "tea", mode: .semantic))
                .notice != nil
        )
        let after = try await fixture.service.search(bob, MemoryQuery(text: "tea", mode: .semantic))
        #expect(before.notice == nil && after.notice == nil)
        #expect(after.memories.map(\.scoreKind) == before.memories.map(\.scoreKind))
    }

    @Test("A search warns about missing keywords until the keyword index is built, and not afterwards")
    func theKeywordIndexIsBuiltInTheBackground() async throws {
        let fixture = try await filledFixture(.answers, holding: ["Likes tea"])
        let keyword = MemoryQuery(text: "tea", mode: .keyword)
        fixture.store.unindexed = WordIndexer.batch + 1
        #expect(
            try await fixture.service.search(MemoryServiceFixture.ann(.read), keyword).notice?.contains("keyword index")
                == true
        )
        #expect(
            try await fixture.service.search(MemoryServiceFixture.ann(.read), MemoryQuery(text: "tea", mode: .semantic))
                .notice == nil,
            "no words"
        )
        #expect(try await fixture.service.upkeep.indexOnce() == WordIndexer.batch)
        #expect(try await fixture.service.search(MemoryServiceFixture.ann(.read), keyword).notice != nil)
        while try await fixture.service.upkeep.indexOnce() > 0 {}
        #expect(try await fixture.service.search(MemoryServiceFixture.ann(.read), keyword).notice == nil)
    }

    @Test func theBackgroundLoopLearnsOfAnUnavailableModel() async throws {
        let fixture = try await filledFixture(
            .fails(Fault(.unavailable, "busy", hints: .init(retryAfter: 7))),
            holding: ["Likes tea"]
        )
        #expect(await fault { _ = try await fixture.service.upkeep.embedOnce() }?.hints.retryAfter == 7)
    }

    @Test func promotionTakesBatchesUntilTheQueueIsEmpty() async throws {
        let fixture = MemoryServiceFixture(queued: 150)
        #expect(try await fixture.service.upkeep.promoteOnce() == 100)
        #expect(try await fixture.service.upkeep.promoteOnce() == 50)
        #expect(try await fixture.service.upkeep.promoteOnce() == 0)
    }

    @Test func theLoopsEndWhenCancelled() async throws {
        let fixture = try await filledFixture(.hangs, holding: ["Likes tea"])
        fixture.embedder?.behaviour = .answers
        let task = Task { await fixture.service.upkeep.run() }
        while fixture.store.rows.first?.vector == nil { await Task.yield() }
        task.cancel()
        await task.value
    }

    @Test(
        "For every Retry-After of a provider, background work continues and ends when cancelled",
        arguments: [Int.max, Int.min, -1, 0]
    )
    func anyRetryAfter(seconds: Int) async throws {
        let fixture = try await filledFixture(
            .fails(Fault(.unavailable, "busy", hints: .init(retryAfter: seconds))),
            holding: ["Likes tea"]
        )
        let calls = fixture.embedder?.calls.count ?? 0
        let task = Task { await fixture.service.upkeep.run() }
        await until { fixture.embedder?.calls.count ?? 0 > calls }
        for _ in 0..<1_000 { await Task.yield() }
        task.cancel()
        await task.value
    }

    @Test(
        "The longest wait after a failure is a day; new work ends it after the minimum delay",
        arguments: [
            (1, nil, 2, 2), (3, nil, 8, 8), (99, nil, 64, 64), (1, 7, 2, 7), (6, 7, 7, 7), (1, Int.max, 2, 86_400),
            (1, 0, 1, 1),
            (1, Int.min, 1, 1), (-5, nil, 1, 1),
        ] as [(Int, Int?, Int, Int)]
    )
    func delays(failures: Int, asked: Int?, least: Int, most: Int) {
        let delay = RetryDelay(failures: failures, asked: asked)
        #expect(delay.least == .seconds(least) && delay.most == .seconds(most))
    }

    @Test func aSignalGivenBeforeTheWaitIsNotLost() async {
        let signal = WakeSignal()
        signal.wake()
        await signal.wait(atMost: .seconds(3_600))
        let waiter = Task { await signal.wait(atMost: .seconds(3_600)) }
        signal.wake()
        await waiter.value
        let cancelled = Task { await signal.wait(atMost: .seconds(3_600)) }
        cancelled.cancel()
        await cancelled.value
        await signal.wait(atMost: .milliseconds(1))
    }

    @Test func aTimeLimitReturnsResultsAndRethrowsErrors() async throws {
        #expect(try await within(.seconds(60)) { 7 } == 7)
        await #expect(throws: Fault.self) { try await within(.seconds(60)) { throw Fault(.internal, "x") } as Int? }
        #expect(try await within(.milliseconds(1)) { try await Task.sleep(for: .seconds(3_600)) } == nil)
    }
}

import Base
import Identity
import TestSupport
import Testing

@testable import Memories

/// A text that the model cannot embed, or fails on, delays no other text and no other person's vectors.
@Suite("Background embedding") struct BackgroundEmbedderTests {
    private func filledFixture(
        _ behaviour: FakeEmbedder.Behaviour,
        _ texts: [String],
        ofBob others: [String] = []
    ) async throws -> MemoryServiceFixture {
        let fixture = MemoryServiceFixture(FakeEmbedder(.fails(Fault(.unavailable, "loading"))))
        for (access, texts) in [(try MemoryServiceFixture.ann(), texts), (try MemoryServiceFixture.bob(), others)]
        where !texts.isEmpty {
            let memories = texts.enumerated().map { fixture.memory("m\($0)", $1) }
            _ = try await fixture.service.remember(access, memories, deduplicate: false)
        }
        fixture.embedder?.behaviour = behaviour
        return fixture
    }

    /// Embeds until nothing is left to do. A batch of only refused texts ends with a fault; the next batch continues.
    private func embedAll(_ fixture: MemoryServiceFixture) async throws {
        while true {
            do {
                guard try await fixture.service.upkeep.embedOnce() > 0 else { return }
            } catch let fault as Fault where fault.code == .unavailable {}
        }
    }

    private func embedded(_ fixture: MemoryServiceFixture) -> [String] {
        fixture.store.rows.filter { $0.vector != nil }.map(\.stored.searchText)
    }

    @Test(arguments: [FakeEmbedder.Behaviour.chokes(on: "poison"), .breaksContract])
    func aRefusedTextDoesNotDelayOtherTexts(behaviour: FakeEmbedder.Behaviour) async throws {
        let fixture = try await filledFixture(behaviour, ["poison", "Likes tea", "Has a dog"])
        try await embedAll(fixture)
        if case .chokes = behaviour { #expect(fixture.store.rows.map { $0.vector != nil } == [false, true, true]) }
        _ = try await fixture.service.remember(
            MemoryServiceFixture.ann(),
            [fixture.memory("m0", "Likes Oslo")],
            deduplicate: false
        )
        fixture.embedder?.behaviour = .answers
        try await embedAll(fixture)
        #expect(fixture.store.rows.first { $0.stored.memory.id == "m0" }?.vector != nil, "a new version is tried again")
    }

    /// Many refused texts must not grow with the store or be sent again and again; the texts after them are embedded.
    @Test func manyRefusedTextsAreSentSlowlyAndDoNotDelayOthers() async throws {
        let texts = (0..<70).map { "poison \($0)" } + ["Likes tea"]
        let fixture = try await filledFixture(.chokes(on: "poison"), texts)
        for _ in 0..<2 {
            #expect(await fault { _ = try await fixture.service.upkeep.embedOnce() }?.code == .unavailable)
        }
        try await embedAll(fixture)
        #expect(fixture.store.rows.map { $0.vector != nil } == texts.map { $0 == "Likes tea" })
        let calls = fixture.embedder?.calls.count
        try await embedAll(fixture)
        #expect(fixture.embedder?.calls.count == calls)
    }

    @Test("A request has texts of one person only, so its failure does not affect others")
    func slicesAreOfOnePerson() async throws {
        let fixture = try await filledFixture(
            .stumbles(on: "poison"),
            ["poison", "Likes tea"],
            ofBob: ["Has a dog", "Likes Oslo"]
        )
        let before = fixture.embedder!.calls.count
        #expect(try await fixture.service.upkeep.embedOnce() == 4)
        #expect(embedded(fixture) == ["Likes tea", "Has a dog", "Likes Oslo"])
        let calls = fixture.embedder!.calls.dropFirst(before)
        #expect(calls.sorted { $0.count > $1.count }.map { Set($0) }.contains(["Has a dog", "Likes Oslo"]))
        #expect(!calls.contains { Set($0).isSuperset(of: ["Likes tea", "Has a dog"]) })
    }

    @Test("A text on which the model fails is tried again after one minute, then after two")
    func growingWaits() async throws {
        let fixture = try await filledFixture(.stumbles(on: "poison"), ["poison", "Likes tea"])
        try await embedAll(fixture)
        func isTried() async throws -> Bool {
            let before = fixture.embedder!.calls.count
            _ = await fault { try await self.embedAll(fixture) }
            return fixture.embedder!.calls.count > before
        }
        for minutes in [1, 2, 4] as [Int64] {
            fixture.clock.advance(by: .milliseconds(minutes * 60_000 - 1))
            #expect(try await isTried() == false)
            fixture.clock.advance(by: .milliseconds(1))
            #expect(try await isTried() == true)
        }
        fixture.embedder?.behaviour = .answers
        fixture.clock.advance(by: PostponedTexts.longest)
        try await embedAll(fixture)
        #expect(embedded(fixture).count == 2)
    }

    @Test("A person with many texts on which the model fails does not hold up another person")
    func manyFailures() async throws {
        let fixture = try await filledFixture(
            .stumbles(on: "poison"),
            (0..<200).map { "poison \($0)" },
            ofBob: (0..<40).map { "tea \($0)" }
        )
        let before = fixture.embedder!.calls.count
        var passes = 0
        while embedded(fixture).count < 40, passes < 20 {
            _ = await fault { _ = try await fixture.service.upkeep.embedOnce() }
            passes += 1
        }
        #expect(embedded(fixture).count == 40)
        // Each pass sends one slice of Ann's texts and a few of them alone.
        #expect(fixture.embedder!.calls.count - before <= passes * (EmbeddingPass.mostFailures + 3))
    }

    @Test("A model that is down ends the pass after a few texts and postpones no others")
    func anAbsentModel() async throws {
        let fixture = try await filledFixture(.fails(Fault(.unavailable, "gone")), (0..<20).map { "tea \($0)" })
        let before = fixture.embedder!.calls.count
        #expect(await fault { _ = try await fixture.service.upkeep.embedOnce() }?.code == .unavailable)
        #expect(fixture.embedder!.calls.count - before == 1 + EmbeddingPass.mostFailures)
        fixture.embedder?.behaviour = .answers
        try await embedAll(fixture)
        #expect(embedded(fixture).count == 20 - EmbeddingPass.mostFailures)
        fixture.clock.advance(by: PostponedTexts.first)
        try await embedAll(fixture)
        #expect(embedded(fixture).count == 20)
    }

    @Test("The number of postponed texts is limited; the oldest is dropped")
    func postponedTextsAreBounded() {
        var postponed = PostponedTexts(capacity: 2)
        let clock = ManualClock()
        for row in 1...3 as ClosedRange<Int64> {
            postponed.postpone(UnembeddedMemory(row: row, searchText: "", version: 1, place: 1), at: clock.now())
            clock.advance(by: .seconds(1))
        }
        #expect(postponed.waiting(at: clock.now()).map(\.row).sorted() == [2, 3])
        postponed.finished(2)
        #expect(postponed.waiting(at: clock.now()).map(\.row) == [3])
    }
}

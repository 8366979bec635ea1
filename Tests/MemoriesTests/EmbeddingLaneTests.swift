import Base
import Identity
import TestSupport
import Testing

@testable import Memories

/// One person's backlog does not delay another person's question or small write.
@Suite("Embedding lanes") struct EmbeddingLaneTests {
    private static let oneSlice = EmbeddingCapacity(
        questions: 2,
        questionBytes: 4_096,
        slices: 1,
        bytes: 4_096,
        sliceTexts: 8,
        sliceBytes: 4_096
    )
    private static let text = Array(repeating: "memory", count: 200).joined(separator: " ")

    private func bulk(_ fixture: MemoryServiceFixture, _ count: Int = 100) -> [Memory] {
        (0..<count).map { fixture.memory("bulk-\($0)", "\(Self.text) \($0)") }
    }

    private func ask(_ fixture: MemoryServiceFixture, _ access: Access, _ text: String) async throws -> String? {
        try await fixture.service.search(access, MemoryQuery(text: text, mode: .semantic)).notice
    }

    @Test("While a bulk write of one person is embedded, every question of another gets semantic search")
    func questionsDuringABulkWrite() async throws {
        let (embedder, alarm) = (HeldEmbedder(answersAtOnce: [.query]), ManualAlarm())
        let fixture = MemoryServiceFixture(embedder, alarm: alarm)
        let write = Task {
            try await fixture.service.remember(MemoryServiceFixture.ann(), bulk(fixture), deduplicate: false)
        }
        await until { embedder.held == 1 }
        for number in 0..<53 {
            #expect(try await ask(fixture, MemoryServiceFixture.bob(.read), "question \(number)") == nil)
        }
        // The write's own wait times out, and no other wait.
        alarm.ring()
        _ = try await write.value
        #expect(fixture.store.rows.allSatisfy { $0.vector == nil })
        for access in [try MemoryServiceFixture.ann(.read), try MemoryServiceFixture.bob(.read)] {
            #expect(try await ask(fixture, access, "afterwards")?.contains("Keyword search only") != true)
        }
    }

    @Test("A small write takes its turn before the rest of another person's bulk write")
    func aSmallWriteDuringABulkWrite() async throws {
        let embedder = HeldEmbedder(Self.oneSlice)
        let fixture = MemoryServiceFixture(embedder, alarm: ManualAlarm())
        let write = Task {
            try await fixture.service.remember(MemoryServiceFixture.ann(), bulk(fixture), deduplicate: false)
        }
        await until { embedder.held == 1 }
        let before = fixture.embeddings.writes?.waiting ?? 0
        #expect(before == 49, "two texts per slice")
        let small = Task {
            try await fixture.service.remember(
                MemoryServiceFixture.bob(),
                [fixture.memory("small", "Bob likes tea")],
                deduplicate: false
            )
        }
        await until { fixture.embeddings.writes?.waiting == before + 1 }
        // One slice is being computed, and Ann's next one was queued before Bob's.
        for calls in [2, 3] {
            embedder.release()
            await until { embedder.calls.count == calls && embedder.held == 1 }
        }
        #expect(embedder.calls.last?.texts == ["Bob likes tea"])
        embedder.release()
        _ = try await small.value
        #expect(fixture.store.rows.map(\.stored.memory.id) == ["small"])
        #expect(fixture.store.rows[0].vector != nil)
        while embedder.calls.reduce(0, { $0 + $1.texts.count }) < 101 || embedder.held > 0 {
            embedder.release()
            await Task.yield()
        }
        _ = try await write.value
        #expect(fixture.store.rows.allSatisfy { $0.vector != nil })
    }

    @Test("A flood of questions from one person leaves room for another's question")
    func questionsTakeTurns() async throws {
        let embedder = HeldEmbedder(Self.oneSlice)
        let fixture = MemoryServiceFixture(embedder, alarm: ManualAlarm())
        let flood = (0..<20).map { number in
            Task { try await ask(fixture, MemoryServiceFixture.ann(.read), "flood \(number)") }
        }
        await until { embedder.held == 1 && fixture.embeddings.questions?.waiting == 19 }
        let question = Task { try await ask(fixture, MemoryServiceFixture.bob(.read), "bob asks") }
        await until { embedder.held == 2 }
        #expect(embedder.calls.last?.texts == ["bob asks"], "Bob does not wait for Ann's 20 questions")
        while embedder.calls.count < 21 || embedder.held > 0 {
            embedder.release()
            await Task.yield()
        }
        #expect(try await question.value == nil)
        for task in flood { #expect(try await task.value == nil) }
    }

    @Test("Long questions are counted by their bytes: 16 of one person leave room for another's")
    func longQuestions() async throws {
        let capacity = EmbeddingCapacity(
            questions: 32,
            questionBytes: 4_096,
            slices: 1,
            bytes: 1_024,
            sliceTexts: 8,
            sliceBytes: 1_024
        )
        let embedder = HeldEmbedder(capacity)
        let fixture = MemoryServiceFixture(embedder, alarm: ManualAlarm())
        let flood = (0..<16).map { number in
            Task { try await ask(fixture, MemoryServiceFixture.ann(.read), "\(Self.text) \(number)") }
        }
        await until { embedder.held + (fixture.embeddings.questions?.waiting ?? 0) == 16 }
        #expect(embedder.held == 2, "two questions of 1,024 bytes use half of the limit")
        let others = try [MemoryServiceFixture.bob(.read), MemoryServiceFixture.application(for: "cy", .read)].map {
            access in
            Task { try await ask(fixture, access, "\(Self.text) too") }
        }
        await until { embedder.held == 4 }
        // Nothing more fits. Ann waited first and gets the next place, then Dan.
        let last = Task { try await ask(fixture, MemoryServiceFixture.application(for: "dan", .read), "dan asks") }
        await until { fixture.embeddings.questions?.waiting == 15 }
        #expect(embedder.held == 4)
        for calls in [5, 6] {
            embedder.release()
            await until { embedder.calls.count == calls && embedder.held == 4 }
        }
        #expect(embedder.calls.last?.texts == ["dan asks"])
        while embedder.calls.count < 19 || embedder.held > 0 {
            embedder.release()
            await Task.yield()
        }
        for task in flood + others + [last] { #expect(try await task.value == nil) }
    }

    @Test("A question that times out pauses only that person's questions, not writes")
    func pausesAreOnesOwn() async throws {
        let embedder = FakeEmbedder(.fails(Fault(.unavailable, "overloaded")))
        let fixture = MemoryServiceFixture(embedder)
        for _ in 0..<5 { #expect(try await ask(fixture, MemoryServiceFixture.ann(.read), "drink") != nil) }
        #expect(embedder.calls.count == 1, "not every question calls a failing model")
        embedder.behaviour = .answers
        #expect(try await ask(fixture, MemoryServiceFixture.bob(.read), "drink") == nil)
        #expect(try await ask(fixture, MemoryServiceFixture.ann(.read), "drink") != nil)
        _ = try await fixture.service.remember(
            MemoryServiceFixture.ann(),
            [fixture.memory("tea", "Ann likes tea")],
            deduplicate: false
        )
        #expect(fixture.store.rows[0].vector != nil)
        fixture.clock.advance(by: EmbeddingPauses.first)
        #expect(try await ask(fixture, MemoryServiceFixture.ann(.read), "drink") == nil)
    }

    @Test("A text that the model refuses does not pause anything")
    func aRefusedText() async throws {
        let fixture = MemoryServiceFixture(FakeEmbedder(.chokes(on: "poison")))
        #expect(try await ask(fixture, MemoryServiceFixture.ann(.read), "poison") != nil)
        #expect(try await ask(fixture, MemoryServiceFixture.ann(.read), "drink") == nil)
        let memories = [fixture.memory("a", "poison"), fixture.memory("b", String(repeating: "tea ", count: 2_000))]
        _ = try await fixture.service.remember(MemoryServiceFixture.ann(), memories, deduplicate: false)
        #expect(fixture.store.rows.map { $0.vector != nil } == [false, true])
    }

    @Test("A long write keeps the vectors made before its timeout, and the next write is not paused")
    func aLongWrite() async throws {
        let (embedder, alarm) = (HeldEmbedder(Self.oneSlice), ManualAlarm())
        let fixture = MemoryServiceFixture(embedder, alarm: alarm)
        let write = Task {
            try await fixture.service.remember(MemoryServiceFixture.ann(), bulk(fixture, 10), deduplicate: false)
        }
        await until { embedder.held == 1 }
        embedder.release()
        await until { embedder.calls.count == 2 && alarm.waiting == 2 }
        alarm.ring()
        _ = try await write.value
        #expect(fixture.store.rows.map { $0.vector != nil } == [true, true] + Array(repeating: false, count: 8))
        let next = Task {
            try await fixture.service.remember(
                MemoryServiceFixture.ann(),
                [fixture.memory("next", "tea")],
                deduplicate: false
            )
        }
        await until { embedder.calls.last?.texts == ["tea"] }
        while embedder.held > 0 { embedder.release() }
        _ = try await next.value
        #expect(fixture.store.rows.last?.vector != nil)
    }

    @Test("A cancelled call removes its texts from the lane")
    func cancellation() async throws {
        let embedder = HeldEmbedder(Self.oneSlice)
        let lane = EmbeddingLane(
            to: embedder,
            for: .document,
            time: ManualClock(),
            patience: .seconds(3_600),
            alarm: { try await Task.sleep(for: $0) }
        )
        let party = EmbeddingParty(try MemoryServiceFixture.ann())
        let first = Task { await lane.vectors(for: ["held"], of: party) }
        await until { embedder.held == 1 }
        let second = Task { await lane.vectors(for: (0..<50).map { "waits \($0)" }, of: party) }
        await until { lane.waiting > 0 }
        second.cancel()
        #expect(await second.value.allSatisfy { $0 == nil })
        #expect(lane.waiting == 0)
        embedder.release()
        #expect(await first.value[0] != nil)
        #expect(embedder.calls.count == 1)
    }

    @Test("A question's vector is cached only for its asker, so that others cannot detect the question")
    func theCacheIsOnesOwn() async throws {
        let embedder = FakeEmbedder()
        let fixture = MemoryServiceFixture(embedder)
        let team = People.team("team")
        let askers = [
            try MemoryServiceFixture.ann(.read), try MemoryServiceFixture.bob(.read),
            try MemoryServiceFixture.application(for: nil, .read),
            try MemoryServiceFixture.application(for: "ann", .read),
            try AccessPolicy.access(People.person("ann", in: team), to: .read),
            try AccessPolicy.access(People.person("bob", in: team), to: .read),
            try AccessPolicy.access(People.service(in: team), to: .read),
            try AccessPolicy.access(#require(Principal.anonymous(in: team)), to: .read),
        ]
        for (number, access) in askers.enumerated() {
            _ = try await ask(fixture, access, "Where is the diagnosis?")
            #expect(embedder.calls.count == number + 1, "another person's cached vector was used")
        }
        for access in askers { _ = try await ask(fixture, access, "Where is the diagnosis?") }
        #expect(embedder.calls.count == askers.count)
    }
}

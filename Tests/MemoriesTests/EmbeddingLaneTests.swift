import Base
import Identity
import TestSupport
import Testing

@testable import Memories

/// One person's backlog delays nobody else's question and nobody else's small write.
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

    private func bulk(_ room: Room, _ count: Int = 100) -> [Memory] {
        (0..<count).map { room.memory("bulk-\($0)", "\(Self.text) \($0)") }
    }

    private func ask(_ room: Room, _ access: Access, _ text: String) async throws -> String? {
        try await room.service.search(access, MemoryQuery(text: text, mode: .semantic)).notice
    }

    @Test("While a bulk write of one person is embedded, every question of another is answered by meaning")
    func questionsDuringABulkWrite() async throws {
        let (embedder, alarm) = (HeldEmbedder(answersAtOnce: [.query]), ManualAlarm())
        let room = Room(embedder, alarm: alarm)
        let write = Task { try await room.service.remember(Room.ann(), bulk(room), deduplicate: false) }
        await until { embedder.held == 1 }
        for number in 0..<53 { #expect(try await ask(room, Room.bob(.read), "question \(number)") == nil) }
        // The write waits in vain, which ends its own wait and nothing else.
        alarm.ring()
        _ = try await write.value
        #expect(room.store.rows.allSatisfy { $0.vector == nil })
        for access in [try Room.ann(.read), try Room.bob(.read)] {
            #expect(try await ask(room, access, "afterwards")?.contains("words only") != true)
        }
    }

    @Test("A small write takes its turn before the rest of another person's bulk write")
    func aSmallWriteDuringABulkWrite() async throws {
        let embedder = HeldEmbedder(Self.oneSlice)
        let room = Room(embedder, alarm: ManualAlarm())
        let write = Task { try await room.service.remember(Room.ann(), bulk(room), deduplicate: false) }
        await until { embedder.held == 1 }
        let before = room.embeddings.writes?.waiting ?? 0
        #expect(before == 49, "two texts a slice")
        let small = Task {
            try await room.service.remember(Room.bob(), [room.memory("small", "Bob likes tea")], deduplicate: false)
        }
        await until { room.embeddings.writes?.waiting == before + 1 }
        // One slice is being computed, and the next was Ann's before Bob came.
        for calls in [2, 3] {
            embedder.release()
            await until { embedder.calls.count == calls && embedder.held == 1 }
        }
        #expect(embedder.calls.last?.texts == ["Bob likes tea"])
        embedder.release()
        _ = try await small.value
        #expect(room.store.rows.map(\.stored.memory.id) == ["small"])
        #expect(room.store.rows[0].vector != nil)
        while embedder.calls.reduce(0, { $0 + $1.texts.count }) < 101 || embedder.held > 0 {
            embedder.release()
            await Task.yield()
        }
        _ = try await write.value
        #expect(room.store.rows.allSatisfy { $0.vector != nil })
    }

    @Test("A flood of questions from one person leaves a place for another's question")
    func questionsTakeTurns() async throws {
        let embedder = HeldEmbedder(Self.oneSlice)
        let room = Room(embedder, alarm: ManualAlarm())
        let flood = (0..<20).map { number in Task { try await ask(room, Room.ann(.read), "flood \(number)") } }
        await until { embedder.held == 1 && room.embeddings.questions?.waiting == 19 }
        let question = Task { try await ask(room, Room.bob(.read), "bob asks") }
        await until { embedder.held == 2 }
        #expect(embedder.calls.last?.texts == ["bob asks"], "Bob waits for none of Ann's 20 questions")
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
        let room = Room(embedder, alarm: ManualAlarm())
        let flood = (0..<16).map { number in
            Task { try await ask(room, Room.ann(.read), "\(Self.text) \(number)") }
        }
        await until { embedder.held + (room.embeddings.questions?.waiting ?? 0) == 16 }
        #expect(embedder.held == 2, "two of 1,024 bytes are half of what fits")
        let others = try [Room.bob(.read), Room.application(for: "cy", .read)].map { access in
            Task { try await ask(room, access, "\(Self.text) too") }
        }
        await until { embedder.held == 4 }
        // Nothing more fits. The next place is Ann's, who waited first, and the one after it Dan's.
        let last = Task { try await ask(room, Room.application(for: "dan", .read), "dan asks") }
        await until { room.embeddings.questions?.waiting == 15 }
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

    @Test("A question that the model does not answer pauses the questions of that person only, and no writes")
    func pausesAreOnesOwn() async throws {
        let embedder = FakeEmbedder(.fails(Fault(.unavailable, "overloaded")))
        let room = Room(embedder)
        for _ in 0..<5 { #expect(try await ask(room, Room.ann(.read), "drink") != nil) }
        #expect(embedder.calls.count == 1, "a failing model is not asked by every question")
        embedder.behaviour = .answers
        #expect(try await ask(room, Room.bob(.read), "drink") == nil)
        #expect(try await ask(room, Room.ann(.read), "drink") != nil)
        _ = try await room.service.remember(Room.ann(), [room.memory("tea", "Ann likes tea")], deduplicate: false)
        #expect(room.store.rows[0].vector != nil)
        room.clock.advance(by: EmbeddingPauses.first)
        #expect(try await ask(room, Room.ann(.read), "drink") == nil)
    }

    @Test("A text that the model refuses pauses nothing")
    func aRefusedText() async throws {
        let room = Room(FakeEmbedder(.chokes(on: "poison")))
        #expect(try await ask(room, Room.ann(.read), "poison") != nil)
        #expect(try await ask(room, Room.ann(.read), "drink") == nil)
        let memories = [room.memory("a", "poison"), room.memory("b", String(repeating: "tea ", count: 2_000))]
        _ = try await room.service.remember(Room.ann(), memories, deduplicate: false)
        #expect(room.store.rows.map { $0.vector != nil } == [false, true])
    }

    @Test("A long write that ran out of time is embedded as far as it came, and the next one is not paused")
    func aLongWrite() async throws {
        let (embedder, alarm) = (HeldEmbedder(Self.oneSlice), ManualAlarm())
        let room = Room(embedder, alarm: alarm)
        let write = Task { try await room.service.remember(Room.ann(), bulk(room, 10), deduplicate: false) }
        await until { embedder.held == 1 }
        embedder.release()
        await until { embedder.calls.count == 2 && alarm.waiting == 2 }
        alarm.ring()
        _ = try await write.value
        #expect(room.store.rows.map { $0.vector != nil } == [true, true] + Array(repeating: false, count: 8))
        let next = Task {
            try await room.service.remember(Room.ann(), [room.memory("next", "tea")], deduplicate: false)
        }
        await until { embedder.calls.last?.texts == ["tea"] }
        while embedder.held > 0 { embedder.release() }
        _ = try await next.value
        #expect(room.store.rows.last?.vector != nil)
    }

    @Test("A caller that goes away takes its texts out of the lane")
    func cancellation() async throws {
        let embedder = HeldEmbedder(Self.oneSlice)
        let lane = EmbeddingLane(
            to: embedder,
            for: .document,
            time: ManualClock(),
            patience: .seconds(3_600),
            alarm: { try await Task.sleep(for: $0) }
        )
        let party = EmbeddingParty(try Room.ann())
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

    @Test("The vector of a question is kept for the person who asked, so that nothing tells others that it was asked")
    func theCacheIsOnesOwn() async throws {
        let embedder = FakeEmbedder()
        let room = Room(embedder)
        let team = People.team("team")
        let askers = [
            try Room.ann(.read), try Room.bob(.read), try Room.application(for: nil, .read),
            try Room.application(for: "ann", .read),
            try AccessPolicy.access(People.person("ann", in: team), to: .read),
            try AccessPolicy.access(People.person("bob", in: team), to: .read),
            try AccessPolicy.access(People.service(in: team), to: .read),
            try AccessPolicy.access(#require(Principal.anonymous(in: team)), to: .read),
        ]
        for (number, access) in askers.enumerated() {
            _ = try await ask(room, access, "Where is the diagnosis?")
            #expect(embedder.calls.count == number + 1, "an earlier asker's vector answered")
        }
        for access in askers { _ = try await ask(room, access, "Where is the diagnosis?") }
        #expect(embedder.calls.count == askers.count)
    }
}

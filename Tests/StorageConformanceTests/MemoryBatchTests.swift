import Base
import FoundationEssentials
import Identity
import Memories
import TestSupport
import Testing

/// The memories that a batch with `unlessKnown` stores: rules, races, isolation.
@Suite struct MemoryBatchTests {
    private func memory(_ id: String, _ text: String, of user: String? = "cyd") -> Memory {
        Memory(id: id, text: text, kind: .semantic, userID: user, createdAt: People.dawn, hash: text)
    }

    private func stored(_ memories: [Memory]) -> [StoredMemory] {
        memories.map { StoredMemory(memory: $0, searchText: $0.text, vector: nil) }
    }

    private func model(_ fixture: MemoryStoreFixture, _ access: Access) async throws -> MemoryModel {
        let page = try await fixture.memories.list(
            access,
            MemoryFilter(),
            order: .oldestFirst,
            page: PageRequest(limit: 1_000)
        )
        var model = MemoryModel()
        for memory in page.items { model.texts[OwnedID(memory)] = Identifier(memory.text) }
        return model
    }

    /// The number of batches a seed. `BATCHES=100000` tries a hundred thousand, which takes some minutes.
    private static let batches = max(600, ProcessInfo.processInfo.environment["BATCHES"].flatMap { Int($0) } ?? 0)

    @Test(
        "Random batches have the result of the reference model",
        arguments: Backend.available,
        [7, .random(in: 0 ... .max)] as [UInt64]
    )
    func randomBatchesFollowTheModel(backend: Backend, seed: UInt64) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        var random = RandomBatches(seed: seed)
        var expected = MemoryModel()
        for round in 0..<Self.batches {
            let batch = random.next()
            let before = expected
            expected = expected.after(batch)
            let known = try await fixture.memories.put(fixture.everyone, stored(batch), model: nil, unlessKnown: true)
            let found = try await model(fixture, fixture.everyone)
            try #require(
                found == expected,
                "seed \(seed), round \(round): after \(before.texts) the batch \(batch.map { ($0.id, $0.userID, $0.text) })"
            )
            for known in known {
                let text = found.texts[OwnedID(id: known.holder, userID: known.memory.userID.text)]
                #expect(batch.contains { OwnedID($0) == known.memory && Identifier($0.text) == text })
            }
            if round % 12 == 11 {
                _ = try await fixture.memories.delete(fixture.everyone, ids: found.texts.keys.map(\.id.text))
                expected = try await model(fixture, fixture.everyone)
                #expect(expected.texts.isEmpty)
            }
        }
    }

    @Test(
        "Promoted memories follow the same rules, also in several batches",
        arguments: Backend.available,
        [1, 2, 100]
    )
    func promotionFollowsTheModel(backend: Backend, limit: Int) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let key = SessionKey(sessionID: "s", userID: "cyd", namespace: nil)
        for batch in [
            [memory("x", "lives in Rome"), memory("old", "likes tea")],
            [memory("y", "lives in Rome"), memory("x", "lives in Oslo")],
            [memory("z", "likes tea"), memory("z", "is allergic to penicillin")],
            [memory("\u{e9}", "one"), memory("e\u{301}", "two")],
        ] {
            try await fixture.stores.workingMemory.put(
                fixture.everyone,
                WorkingMemory(
                    key: key,
                    memories: batch,
                    createdAt: People.dawn,
                    updatedAt: People.dawn,
                    lastAccessed: People.dawn
                )
            )
            while try await fixture.stores.promotions.promote(limit: limit, at: People.dawn) > 0 {}
        }
        var expected = MemoryModel()
        for (id, text) in [
            ("x", "lives in Oslo"), ("old", "likes tea"), ("y", "lives in Rome"), ("z", "is allergic to penicillin"),
            ("\u{e9}", "one"),
            ("e\u{301}", "two"),
        ] { expected.texts[OwnedID(id: id, userID: "cyd")] = Identifier(text) }
        #expect(try await model(fixture, fixture.everyone) == expected)
    }

    @Test("Users whose names only look alike keep their own memories", arguments: Backend.available)
    func lookAlikeUsersAreApart(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let (composed, decomposed) = ("jos\u{e9}", "jose\u{301}")
        let batch = [
            memory("a", "one", of: composed), memory("a", "two", of: decomposed), memory("b", "three", of: decomposed),
        ]
        try await fixture.memories.put(fixture.everyone, stored(batch), model: nil)
        #expect(try await fixture.total(fixture.everyone) == 3)
        let own = try #require(fixture.everyone.narrowed(to: decomposed))
        #expect(try await fixture.memories.memories(own, ids: ["a", "b"]).map(\.text) == ["two", "three"])
        #expect(own.narrowed(to: composed) == nil)
        #expect(try await fixture.memories.delete(own, ids: ["a"]) == 1)
        #expect(try await fixture.ids(fixture.everyone) == ["a", "b"])
    }

    @Test("Of racing writers of one new text, one stores it and the others get its id", arguments: Backend.available)
    func racingWritersOfOneTextLeaveOne(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let known = try await race(40) { index in
            try await fixture.memories.put(
                fixture.everyone,
                stored([memory("m\(index)", "tea")]),
                model: nil,
                unlessKnown: true
            )
        }.flatMap(\.self)
        let kept = try await fixture.ids(fixture.everyone)
        #expect(kept.count == 1 && known.count == 39)
        #expect(known.allSatisfy { $0.holder == kept.first })
    }

    @Test("Other users' texts do not count as known", arguments: Backend.available)
    func othersTextsAreNotKnown(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        for stranger in [fixture.dan, fixture.foreign] {
            try await fixture.memories.put(stranger, stored([memory("theirs", "tea", of: stranger.author)]), model: nil)
        }
        #expect(
            try await fixture.memories.put(fixture.cyd, stored([memory("mine", "tea")]), model: nil, unlessKnown: true)
                == []
        )
        #expect(try await fixture.ids(fixture.cyd) == ["mine"])
    }
}

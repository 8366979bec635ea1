import Base
import Identity
import Memories
import TestSupport
import Testing

@Suite struct MemoryStoreTests {
    // MARK: Law

    @Test(arguments: Backend.available)
    func everyMemberIsReadBackAsItWasStored(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        let full = Memory(
            id: "m-1",
            text: "Ann said “yes”; O'Brien's 50% off — ☂️",
            kind: .episodic,
            userID: "ann",
            sessionID: "s",
            namespace: "n",
            topics: ["weather", "wéather", "weather"],
            entities: ["Ann \"A\""],
            eventDate: Timestamp(seconds: -5),
            createdAt: Timestamp(milliseconds: 1),
            updatedAt: Timestamp(milliseconds: 2),
            lastAccessed: Timestamp(milliseconds: 3),
            accessCount: 4,
            pinned: true,
            hash: "h",
            extractedFrom: ["a", "b"],
            persistedAt: Timestamp(milliseconds: 5),
            discreteMemoryExtracted: false,
            extractionStrategy: "custom",
            extractionStrategyConfig: ["x": [1, 2.5, nil]],
            metadata: ["deep": ["er": true], "trace": .decimal("18446744073709551615"), "least": .integer(.min)]
        )
        try await house.memories.put(house.ann, [StoredMemory(memory: full, searchText: "x", vector: nil)], model: nil)
        #expect(try await house.memories.memory(house.ann, id: "m-1") == full)
    }

    /// NUL ends a string for one database and is refused by another: `a` must not be reached as `a\0b` (CWE-626).
    @Test(arguments: Backend.available)
    func aNulCharacterNeverShortensAText(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        try await house.remember(house.ann, "a", "one\0two")
        #expect(try await house.memories.memory(house.ann, id: "a")?.text == "one\u{FFFD}two")
        #expect(try await house.memories.memory(house.ann, id: "a\0b") == nil)
        #expect(try await house.memories.delete(house.ann, ids: ["a\0b"]) == 0)
    }

    @Test(arguments: Backend.available)
    func theSameIdOfTheSameUserReplaces(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        try await house.remember(house.cyd, "m", "old words") { $0.topics = ["old"] }
        let new = try await house.remember(house.cyd, "m", "new words") { $0.topics = ["new"] }
        try await house.remember(house.dan, "m", "another user's")
        #expect(try await house.memories.memory(house.cyd, id: "m") == new)
        #expect(
            try await house.memories.list(
                house.everyone,
                MemoryFilter(),
                order: .newestFirst,
                page: PageRequest(limit: 9)
            ).total == 2
        )
        var old = MemoryFilter()
        old.topics = TagFilter([.equal("old")])
        #expect(try await house.ids(house.cyd, old) == [])
        #expect(try await house.find(house.cyd, words: ["old"]).isEmpty)
        #expect(try await house.find(house.cyd, words: ["new"]).map(\.memory.id) == ["m"])
    }

    @Test(arguments: Backend.available)
    func putStoresAllOrNone(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        let good = StoredMemory(
            memory: Memory(id: "good", text: "t", kind: .semantic, userID: "ann", createdAt: People.dawn),
            searchText: "t",
            vector: nil
        )
        let bad = StoredMemory(
            memory: Memory(id: "bad", text: "t", kind: .semantic, userID: "bob", createdAt: People.dawn),
            searchText: "t",
            vector: nil
        )
        await #expect(throws: Fault.self) { try await house.memories.put(house.ann, [good, bad], model: nil) }
        #expect(try await house.ids(house.ann) == [])
    }

    @Test(arguments: Backend.available)
    func memoriesAreAnsweredInTheOrderAskedFor(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        for id in ["a", "b", "c"] { try await house.remember(house.ann, id) }
        #expect(try await house.memories.memories(house.ann, ids: ["c", "x", "a", "c"]).map(\.id) == ["c", "a"])
    }

    @Test(arguments: Backend.available)
    func listIsOrderedByCreationAndPagedWithTheTotal(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        for index in 0..<5 {
            try await house.remember(house.ann, "m\(index)") { $0.createdAt = Timestamp(seconds: Int64(index)) }
        }
        let page = PageRequest(limit: 2, offset: 1)
        let newest = try await house.memories.list(house.ann, MemoryFilter(), order: .newestFirst, page: page)
        let oldest = try await house.memories.list(house.ann, MemoryFilter(), order: .oldestFirst, page: page)
        #expect(newest.items.map(\.id) == ["m3", "m2"] && newest.total == 5)
        #expect(oldest.items.map(\.id) == ["m1", "m2"] && oldest.total == 5)
    }

    @Test(arguments: Backend.available)
    func existingFindsTheOldestWithTheHash(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        for id in ["first", "second"] { try await house.remember(house.cyd, id) { $0.hash = "h" } }
        #expect(try await house.memories.existing(house.everyone, hashes: ["h", "other"], of: "cyd") == ["h": "first"])
        #expect(try await house.memories.existing(house.everyone, hashes: ["h"], of: "dan") == [:])
        #expect(try await house.memories.existing(house.everyone, hashes: ["h"], of: nil) == [:])
        #expect(try await house.memories.existing(house.everyone, hashes: [], of: "cyd") == [:])
    }

    @Test(arguments: Backend.available)
    func replaceRewritesWhatExistsOnly(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        let before = try await house.remember(house.cyd, "m", "apples") { $0.topics = ["fruit"] }
        var after = before
        after.text = "pears"
        after.topics = ["tree"]
        let stored = StoredMemory(memory: after, searchText: "pears", vector: nil)
        #expect(try await house.memories.replace(house.cyd, stored, previous: before, model: nil))
        #expect(try await house.memories.memory(house.cyd, id: "m") == after)
        #expect(try await house.find(house.cyd, words: ["apples"]).isEmpty)
        #expect(try await house.find(house.cyd, words: ["pears"]).count == 1)
        #expect(try await house.memories.delete(house.cyd, ids: ["m"]) == 1)
        #expect(try await house.memories.replace(house.cyd, stored, previous: before, model: nil) == false)
        #expect(try await house.ids(house.cyd) == [])
    }

    @Test(arguments: Backend.available)
    func replaceMovesAMemoryWithItsVectorToAnotherUser(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        let before = try await house.remember(house.cyd, "m", "apples", vector: direction(10))
        try await house.remember(house.dan, "other", "pears", vector: direction(80))
        // Both partitions are in memory by now.
        #expect(try await house.find(house.everyone, vector: direction(10)).count == 2)
        var after = before
        after.userID = "dan"
        let stored = StoredMemory(memory: after, searchText: "apples", vector: nil)
        #expect(try await house.memories.replace(house.everyone, stored, previous: before, model: nil))
        #expect(try await house.find(house.cyd, words: ["apples"], vector: direction(10)).isEmpty)
        #expect(try await house.find(house.dan, vector: direction(10), limit: 1).map(\.memory.id) == ["m"])
        #expect(try await house.find(house.dan, words: ["apples"]).map(\.memory.id) == ["m"])
        // A place that is taken is left alone.
        try await house.remember(house.cyd, "m", "new")
        let taken = StoredMemory(memory: before, searchText: "apples", vector: nil)
        #expect(try await house.memories.replace(house.everyone, taken, previous: after, model: nil) == false)
        #expect(try await house.memories.memory(house.cyd, id: "m")?.text == "new")
    }

    @Test(arguments: Backend.available)
    func deleteCountsWhatThereWasAndRemovesItsWordsAndVectors(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        for id in ["a", "b", "c"] { try await house.remember(house.ann, id, "word \(id)", vector: direction(1)) }
        #expect(try await house.find(house.ann, words: ["word"], vector: direction(1)).count == 3)
        #expect(try await house.memories.delete(house.ann, ids: ["a", "b", "x"]) == 2)
        #expect(try await house.memories.delete(house.ann, ids: ["a"]) == 0)
        #expect(try await house.find(house.ann, words: ["word"], vector: direction(1)).map(\.memory.id) == ["c"])
    }

    @Test(arguments: Backend.available)
    func listsOfIdsMayBeLongerThanAStatementCanBind(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        for id in ["a", "b"] { try await house.remember(house.ann, id, vector: direction(1)) { $0.hash = id } }
        #expect(try await house.find(house.ann, vector: direction(1)).count == 2)
        let ids = ["a"] + (0..<70_000).map { "x\($0)" } + ["b"]
        #expect(try await house.memories.memories(house.ann, ids: ids).map(\.id) == ["a", "b"])
        #expect(try await house.memories.existing(house.ann, hashes: ids, of: "ann").count == 2)
        try await house.memories.touch(house.ann, ids: ids, at: People.dawn)
        #expect(try await house.memories.delete(house.ann, ids: ids) == 2)
        #expect(try await house.find(house.ann, vector: direction(1)).isEmpty)
    }

    @Test(arguments: Backend.available)
    func whatAWorkspaceHoldsGoesWithItsUser(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        try await house.remember(house.ann, "m", "word", vector: direction(1))
        try await house.remember(house.bob, "m", "word", vector: direction(1))
        #expect(try await house.find(house.ann, vector: direction(1)).count == 1)
        #expect(try await house.stores.identity.users.delete(ID("us-ann")))
        #expect(try await house.ids(house.ann) == [])
        #expect(try await house.find(house.ann, words: ["word"], vector: direction(1)).isEmpty)
        #expect(try await house.find(house.bob, words: ["word"], vector: direction(1)).count == 1)
        // A request that was let in before the end finds no workspace to write into.
        await #expect {
            try await house.remember(house.ann, "late")
        } throws: { error in
            (error as? Fault)?.code == .notFound
        }
    }

    // MARK: Race

    @Test(arguments: Backend.available)
    func racingWritersOfOneIdLeaveOneMemory(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        _ = try await race(50) { index in
            try await house.remember(house.ann, "m", "text \(index)", vector: direction(index))
        }
        let kept = try #require(try await house.memories.memory(house.ann, id: "m"))
        let found = try await house.find(house.ann, words: ["text"], vector: direction(0))
        #expect(found.map(\.memory) == [kept])
        // The vector is that of the text that stayed.
        let number = try #require(Int(kept.text.split(separator: " ")[1]))
        #expect(try await house.find(house.ann, vector: direction(number)).first?.similarity ?? 0 > 0.99999)
    }

    @Test(arguments: Backend.available)
    func ofRacingDeletersEachMemoryIsCountedOnce(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        for id in ["a", "b", "c"] { try await house.remember(house.ann, id) }
        let counts = try await race(20) { _ in try await house.memories.delete(house.ann, ids: ["a", "b", "c"]) }
        #expect(counts.reduce(0, +) == 3)
    }

    @Test(arguments: Backend.available)
    func racingWritersAndSearchersLoseNothing(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        _ = try await race(60) { index in
            if index % 3 == 0 {
                _ = try await house.find(house.ann, vector: direction(index))
            } else {
                try await house.remember(house.ann, "m\(index)", vector: direction(index))
            }
        }
        let found = try await house.find(house.ann, vector: direction(0), limit: 100)
        #expect(Set(found.map(\.memory.id)) == Set((0..<60).filter { $0 % 3 != 0 }.map { "m\($0)" }))
    }

    // MARK: Time

    @Test(arguments: Backend.available)
    func touchCountsAndItsTimeNeverGoesBackwards(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        let clock = ManualClock(People.dawn)
        try await house.remember(house.ann, "m")
        clock.advance(by: .seconds(60))
        let late = clock.now()
        try await house.memories.touch(house.annReading, ids: ["m", "gone"], at: late)
        try await house.memories.touch(house.annReading, ids: ["m"], at: People.dawn)
        let memory = try #require(try await house.memories.memory(house.ann, id: "m"))
        #expect(memory.lastAccessed == late && memory.accessCount == 2)
        #expect(memory.updatedAt == People.dawn)
    }
}

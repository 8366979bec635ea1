import Base
import Identity
import Memories
import TestSupport
import Testing

@Suite struct MemoryStoreTests {
    // MARK: Law

    @Test(arguments: Backend.available)
    func everyMemberIsReadBackAsItWasStored(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
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
        try await fixture.memories.put(
            fixture.ann,
            [StoredMemory(memory: full, searchText: "x", vector: nil)],
            model: nil
        )
        #expect(try await fixture.memories.memory(fixture.ann, id: "m-1") == full)
    }

    /// NUL ends a string in one database, and another database refuses it: `a\0b` must not match `a` (CWE-626).
    @Test(arguments: Backend.available)
    func aNulCharacterNeverShortensAText(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        try await fixture.remember(fixture.ann, "a", "one\0two")
        #expect(try await fixture.memories.memory(fixture.ann, id: "a")?.text == "one\u{FFFD}two")
        #expect(try await fixture.memories.memory(fixture.ann, id: "a\0b") == nil)
        #expect(try await fixture.memories.delete(fixture.ann, ids: ["a\0b"]) == 0)
    }

    /// One row with a NUL inside its JSON would make a column unreadable for everybody in one database.
    @Test("NUL in labels and metadata is read back as U+FFFD, and a filter finds it", arguments: Backend.available)
    func nulInJSON(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        try await fixture.remember(fixture.ann, "a") {
            $0.topics = ["one\0two", #"\u0000"#]
            $0.metadata = ["k\0": "x\0", "k\u{FFFD}": ["y\0", #"\\u0000"#]]
        }
        let found = try #require(try await fixture.memories.memory(fixture.ann, id: "a"))
        #expect(found.topics == ["one\u{FFFD}two", #"\u0000"#])
        #expect(found.metadata == ["k\u{FFFD}": ["y\u{FFFD}", #"\\u0000"#]])
        var filter = MemoryFilter()
        filter.topics = TagFilter([.equal("one\0two")])
        #expect(try await fixture.ids(fixture.ann, filter) == ["a"])
        let session = WorkingMemory(
            key: SessionKey(sessionID: "s", userID: "ann", namespace: nil),
            messages: [Message(id: "1", role: "user", content: "x\0" + #"\u0000"#, createdAt: People.dawn)],
            createdAt: People.dawn,
            updatedAt: People.dawn,
            lastAccessed: People.dawn
        )
        try await fixture.stores.workingMemory.put(fixture.ann, session)
        let read = try await fixture.stores.workingMemory.find(fixture.ann, session.key, at: People.dawn)
        #expect(read.first?.messages.map(\.content) == ["x\u{FFFD}" + #"\u0000"#])
    }

    @Test(arguments: Backend.available)
    func aMemoryWithTheSameIdAndUserIsReplaced(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        try await fixture.remember(fixture.cyd, "m", "old words") { $0.topics = ["old"] }
        let new = try await fixture.remember(fixture.cyd, "m", "new words") { $0.topics = ["new"] }
        try await fixture.remember(fixture.dan, "m", "another user's")
        #expect(try await fixture.memories.memory(fixture.cyd, id: "m") == new)
        #expect(try await fixture.total(fixture.everyone) == 2)
        var old = MemoryFilter()
        old.topics = TagFilter([.equal("old")])
        #expect(try await fixture.ids(fixture.cyd, old) == [])
        #expect(try await fixture.find(fixture.cyd, words: ["old"]).isEmpty)
        #expect(try await fixture.find(fixture.cyd, words: ["new"]).map(\.memory.id) == ["m"])
    }

    @Test(arguments: Backend.available)
    func putStoresAllOrNone(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
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
        await #expect(throws: Fault.self) { try await fixture.memories.put(fixture.ann, [good, bad], model: nil) }
        #expect(try await fixture.ids(fixture.ann) == [])
    }

    @Test(arguments: Backend.available)
    func memoriesAreReturnedInTheRequestedOrder(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        for id in ["a", "b", "c"] { try await fixture.remember(fixture.ann, id) }
        #expect(try await fixture.memories.memories(fixture.ann, ids: ["c", "x", "a", "c"]).map(\.id) == ["c", "a"])
    }

    @Test(arguments: Backend.available)
    func listIsOrderedByCreationAndPagedWithTheTotal(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        for index in 0..<5 {
            try await fixture.remember(fixture.ann, "m\(index)") { $0.createdAt = Timestamp(seconds: Int64(index)) }
        }
        let page = PageRequest(limit: 2, offset: 1)
        let newest = try await fixture.memories.list(fixture.ann, MemoryFilter(), order: .newestFirst, page: page)
        let oldest = try await fixture.memories.list(fixture.ann, MemoryFilter(), order: .oldestFirst, page: page)
        #expect(newest.items.map(\.id) == ["m3", "m2"] && newest.total == 5)
        #expect(oldest.items.map(\.id) == ["m1", "m2"] && oldest.total == 5)
    }

    @Test(arguments: Backend.available)
    func existingFindsTheOldestWithTheHash(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        for id in ["first", "second"] { try await fixture.remember(fixture.cyd, id) { $0.hash = "h" } }
        #expect(
            try await fixture.memories.existing(fixture.everyone, hashes: ["h", "other"], of: "cyd") == ["h": "first"]
        )
        #expect(try await fixture.memories.existing(fixture.everyone, hashes: ["h"], of: "dan") == [:])
        #expect(try await fixture.memories.existing(fixture.everyone, hashes: ["h"], of: nil) == [:])
        #expect(try await fixture.memories.existing(fixture.everyone, hashes: [], of: "cyd") == [:])
    }

    @Test(arguments: Backend.available)
    func replaceRewritesOnlyExistingMemories(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let before = try await fixture.remember(fixture.cyd, "m", "apples") { $0.topics = ["fruit"] }
        var after = before
        after.text = "pears"
        after.topics = ["tree"]
        let stored = StoredMemory(memory: after, searchText: "pears", vector: nil)
        #expect(try await fixture.memories.replace(fixture.cyd, stored, previous: before, model: nil))
        #expect(try await fixture.memories.memory(fixture.cyd, id: "m") == after)
        #expect(try await fixture.find(fixture.cyd, words: ["apples"]).isEmpty)
        #expect(try await fixture.find(fixture.cyd, words: ["pears"]).count == 1)
        #expect(try await fixture.memories.delete(fixture.cyd, ids: ["m"]) == 1)
        #expect(try await fixture.memories.replace(fixture.cyd, stored, previous: before, model: nil) == false)
        #expect(try await fixture.ids(fixture.cyd) == [])
    }

    @Test(arguments: Backend.available)
    func replaceMovesAMemoryWithItsVectorToAnotherUser(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let before = try await fixture.remember(fixture.cyd, "m", "apples", vector: direction(10))
        try await fixture.remember(fixture.dan, "other", "pears", vector: direction(80))
        // Both partitions are cached by now.
        #expect(try await fixture.find(fixture.everyone, vector: direction(10)).count == 2)
        var after = before
        after.userID = "dan"
        let stored = StoredMemory(memory: after, searchText: "apples", vector: nil)
        #expect(try await fixture.memories.replace(fixture.everyone, stored, previous: before, model: nil))
        #expect(try await fixture.find(fixture.cyd, words: ["apples"], vector: direction(10)).isEmpty)
        #expect(try await fixture.find(fixture.dan, vector: direction(10), limit: 1).map(\.memory.id) == ["m"])
        #expect(try await fixture.find(fixture.dan, words: ["apples"]).map(\.memory.id) == ["m"])
        // A taken place stays unchanged.
        try await fixture.remember(fixture.cyd, "m", "new")
        let taken = StoredMemory(memory: before, searchText: "apples", vector: nil)
        #expect(try await fixture.memories.replace(fixture.everyone, taken, previous: after, model: nil) == false)
        #expect(try await fixture.memories.memory(fixture.cyd, id: "m")?.text == "new")
    }

    @Test(arguments: Backend.available)
    func deleteCountsTheRemovedMemoriesAndRemovesTheirWordsAndVectors(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        for id in ["a", "b", "c"] { try await fixture.remember(fixture.ann, id, "word \(id)", vector: direction(1)) }
        #expect(try await fixture.find(fixture.ann, words: ["word"], vector: direction(1)).count == 3)
        #expect(try await fixture.memories.delete(fixture.ann, ids: ["a", "b", "x"]) == 2)
        #expect(try await fixture.memories.delete(fixture.ann, ids: ["a"]) == 0)
        #expect(try await fixture.find(fixture.ann, words: ["word"], vector: direction(1)).map(\.memory.id) == ["c"])
    }

    @Test(arguments: Backend.available)
    func listsOfIdsCanBeLongerThanAStatementCanBind(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        for id in ["a", "b"] { try await fixture.remember(fixture.ann, id, vector: direction(1)) { $0.hash = id } }
        #expect(try await fixture.find(fixture.ann, vector: direction(1)).count == 2)
        let ids = ["a"] + (0..<70_000).map { "x\($0)" } + ["b"]
        #expect(try await fixture.memories.memories(fixture.ann, ids: ids).map(\.id) == ["a", "b"])
        #expect(try await fixture.memories.existing(fixture.ann, hashes: ids, of: "ann").count == 2)
        try await fixture.memories.touch(fixture.ann, ids: ids, at: People.dawn)
        #expect(try await fixture.memories.delete(fixture.ann, ids: ids) == 2)
        #expect(try await fixture.find(fixture.ann, vector: direction(1)).isEmpty)
    }

    @Test(arguments: Backend.available)
    func aPersonalWorkspaceIsDeletedWithItsUser(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        try await fixture.remember(fixture.ann, "m", "word", vector: direction(1))
        try await fixture.remember(fixture.bob, "m", "word", vector: direction(1))
        #expect(try await fixture.find(fixture.ann, vector: direction(1)).count == 1)
        #expect(try await fixture.stores.identity.users.delete(ID("us-ann")))
        #expect(try await fixture.ids(fixture.ann) == [])
        #expect(try await fixture.find(fixture.ann, words: ["word"], vector: direction(1)).isEmpty)
        #expect(try await fixture.find(fixture.bob, words: ["word"], vector: direction(1)).count == 1)
        // A request admitted before the deletion finds no workspace to write into.
        await #expect {
            try await fixture.remember(fixture.ann, "late")
        } throws: { error in
            (error as? Fault)?.code == .notFound
        }
    }

    // MARK: Race

    @Test(arguments: Backend.available)
    func racingWritersOfOneIdLeaveOneMemory(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        _ = try await race(50) { index in
            try await fixture.remember(fixture.ann, "m", "text \(index)", vector: direction(index))
        }
        let kept = try #require(try await fixture.memories.memory(fixture.ann, id: "m"))
        let found = try await fixture.find(fixture.ann, words: ["text"], vector: direction(0))
        #expect(found.map(\.memory) == [kept])
        // The vector belongs to the text that stayed.
        let number = try #require(Int(kept.text.split(separator: " ")[1]))
        #expect(try await fixture.find(fixture.ann, vector: direction(number)).first?.similarity ?? 0 > 0.99999)
    }

    @Test(arguments: Backend.available)
    func racingDeletersCountEachMemoryOnce(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        for id in ["a", "b", "c"] { try await fixture.remember(fixture.ann, id) }
        let counts = try await race(20) { _ in try await fixture.memories.delete(fixture.ann, ids: ["a", "b", "c"]) }
        #expect(counts.reduce(0, +) == 3)
    }

    @Test(arguments: Backend.available)
    func racingWritersAndSearchersLoseNothing(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        _ = try await race(60) { index in
            if index % 3 == 0 {
                _ = try await fixture.find(fixture.ann, vector: direction(index))
            } else {
                try await fixture.remember(fixture.ann, "m\(index)", vector: direction(index))
            }
        }
        let found = try await fixture.find(fixture.ann, vector: direction(0), limit: 100)
        #expect(Set(found.map(\.memory.id)) == Set((0..<60).filter { $0 % 3 != 0 }.map { "m\($0)" }))
    }

    // MARK: Time

    @Test(arguments: Backend.available)
    func touchCountsAndItsTimeNeverGoesBackwards(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let clock = ManualClock(People.dawn)
        try await fixture.remember(fixture.ann, "m")
        clock.advance(by: .seconds(60))
        let late = clock.now()
        try await fixture.memories.touch(fixture.annReading, ids: ["m", "gone"], at: late)
        try await fixture.memories.touch(fixture.annReading, ids: ["m"], at: People.dawn)
        let memory = try #require(try await fixture.memories.memory(fixture.ann, id: "m"))
        #expect(memory.lastAccessed == late && memory.accessCount == 2)
        #expect(memory.updatedAt == People.dawn)
    }
}

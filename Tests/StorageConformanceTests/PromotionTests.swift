import Base
import Identity
import Memories
import TestSupport
import Testing

@Suite struct PromotionTests {
    private func queue(_ memories: [Memory], in fixture: MemoryStoreFixture, as access: Access, session: String = "s")
        async throws
    {
        try await fixture.stores.workingMemory.put(
            access,
            WorkingMemory(
                key: SessionKey(sessionID: session, userID: access.author, namespace: "n"),
                memories: memories,
                createdAt: People.dawn,
                updatedAt: People.dawn,
                lastAccessed: People.dawn
            )
        )
    }

    private func memory(_ id: String, _ text: String, hash: String? = nil, user: String? = nil) -> Memory {
        Memory(id: id, text: text, kind: .semantic, userID: user, createdAt: People.dawn, hash: hash)
    }

    @Test(arguments: Backend.available)
    func aSessionsMemoriesBecomeLongTermMemories(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        try await queue([memory("a", "apples"), memory("b", "pears")], in: fixture, as: fixture.cyd)
        #expect(try await fixture.ids(fixture.cyd) == [])
        let now = People.dawn.advanced(by: .seconds(5))
        #expect(try await fixture.stores.promotions.promote(limit: 1, at: now) == 1)
        #expect(try await fixture.stores.promotions.promote(limit: 10, at: now) == 1)
        #expect(try await fixture.stores.promotions.promote(limit: 10, at: now) == 0)
        let promoted = try #require(try await fixture.memories.memory(fixture.cyd, id: "a"))
        #expect(
            promoted.userID == "cyd" && promoted.sessionID == "s" && promoted.namespace == "n"
                && promoted.persistedAt == now
        )
        #expect(try await fixture.find(fixture.cyd, words: ["pears"]).map(\.memory.id) == ["b"])
        #expect(try await fixture.ids(fixture.dan) == [])
    }

    @Test(arguments: Backend.available)
    func aKnownTextIsDroppedAndTheSameIdReplaces(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        try await fixture.remember(fixture.cyd, "known", "apples") { $0.hash = "h" }
        try await fixture.remember(fixture.cyd, "same", "old")
        try await fixture.remember(fixture.dan, "dans", "pears") { $0.hash = "p" }
        try await queue(
            [
                memory("dup", "apples", hash: "h"), memory("same", "new"), memory("x", "pears", hash: "p"),
                memory("y", "pears", hash: "p"),
            ],
            in: fixture,
            as: fixture.cyd
        )
        #expect(try await fixture.stores.promotions.promote(limit: 10, at: People.dawn) == 4)
        #expect(try await fixture.ids(fixture.cyd) == ["known", "same", "x"])
        #expect(try await fixture.memories.memory(fixture.cyd, id: "same")?.text == "new")
    }

    @Test(arguments: Backend.available)
    func aSessionSaysWhenItsMemoriesWerePromoted(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        try await queue([memory("a", "apples")], in: fixture, as: fixture.cyd)
        let key = SessionKey(sessionID: "s", userID: nil, namespace: nil)
        let find = {
            try await fixture.stores.workingMemory.find(fixture.cyd, key, at: People.dawn).first?.memories.first?
                .persistedAt
        }
        #expect(try await find() == nil)
        let now = People.dawn.advanced(by: .seconds(5))
        _ = try await fixture.stores.promotions.promote(limit: 10, at: now)
        #expect(try await find() == now)
        // A new text under the same id waits again.
        try await queue([memory("a", "pears")], in: fixture, as: fixture.cyd)
        #expect(try await find() == nil)
    }

    @Test(arguments: Backend.available)
    func persistedMemoriesAreNotQueuedAgain(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        var done = memory("a", "apples")
        done.persistedAt = People.dawn
        try await queue([done], in: fixture, as: fixture.cyd)
        #expect(try await fixture.stores.promotions.promote(limit: 10, at: People.dawn) == 0)
    }

    @Test(arguments: Backend.available)
    func racingPromotersTakeEachMemoryOnce(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        for index in 0..<40 {
            try await queue([memory("m\(index)", "t\(index)")], in: fixture, as: fixture.cyd, session: "s\(index)")
        }
        let taken = try await race(10) { _ in
            var sum = 0
            while case let count = try await fixture.stores.promotions.promote(limit: 3, at: People.dawn), count > 0 {
                sum += count
            }
            return sum
        }
        #expect(taken.reduce(0, +) == 40)
        #expect(try await fixture.ids(fixture.cyd).count == 40)
    }

    @Test(arguments: Backend.available)
    func nothingIsQueuedForAUserOutOfReach(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        await #expect(throws: Fault.self) {
            try await queue([memory("a", "t", user: "dan")], in: fixture, as: fixture.cyd)
        }
        #expect(try await fixture.stores.promotions.promote(limit: 10, at: People.dawn) == 0)
    }

    @Test(arguments: Backend.available)
    func aRemovedUsersQueueIsDeleted(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        try await queue([memory("a", "t")], in: fixture, as: fixture.ann)
        #expect(try await fixture.stores.identity.users.delete(ID("us-ann")))
        #expect(try await fixture.stores.promotions.promote(limit: 10, at: People.dawn) == 0)
    }
}

import Base
import Identity
import Memories
import TestSupport
import Testing

@Suite struct PromotionTests {
    private func queue(_ memories: [Memory], in house: MemoryHouse, as access: Access, session: String = "s")
        async throws
    {
        try await house.stores.workingMemory.put(
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
    func whatASessionHoldsBecomesLongTermMemory(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        try await queue([memory("a", "apples"), memory("b", "pears")], in: house, as: house.cyd)
        #expect(try await house.ids(house.cyd) == [])
        let now = People.dawn.advanced(by: .seconds(5))
        #expect(try await house.stores.promotions.promote(limit: 1, at: now) == 1)
        #expect(try await house.stores.promotions.promote(limit: 10, at: now) == 1)
        #expect(try await house.stores.promotions.promote(limit: 10, at: now) == 0)
        let promoted = try #require(try await house.memories.memory(house.cyd, id: "a"))
        #expect(
            promoted.userID == "cyd" && promoted.sessionID == "s" && promoted.namespace == "n"
                && promoted.persistedAt == now
        )
        #expect(try await house.find(house.cyd, words: ["pears"]).map(\.memory.id) == ["b"])
        #expect(try await house.ids(house.dan) == [])
    }

    @Test(arguments: Backend.available)
    func textTheUserAlreadyHasIsDroppedAndTheSameIdReplaces(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        try await house.remember(house.cyd, "known", "apples") { $0.hash = "h" }
        try await house.remember(house.cyd, "same", "old")
        try await house.remember(house.dan, "dans", "pears") { $0.hash = "p" }
        try await queue(
            [
                memory("dup", "apples", hash: "h"), memory("same", "new"), memory("x", "pears", hash: "p"),
                memory("y", "pears", hash: "p"),
            ],
            in: house,
            as: house.cyd
        )
        #expect(try await house.stores.promotions.promote(limit: 10, at: People.dawn) == 4)
        #expect(try await house.ids(house.cyd) == ["known", "same", "x"])
        #expect(try await house.memories.memory(house.cyd, id: "same")?.text == "new")
    }

    @Test(arguments: Backend.available)
    func aSessionSaysWhenItsMemoriesWerePromoted(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        try await queue([memory("a", "apples")], in: house, as: house.cyd)
        let key = SessionKey(sessionID: "s", userID: nil, namespace: nil)
        let find = {
            try await house.stores.workingMemory.find(house.cyd, key, at: People.dawn).first?.memories.first?
                .persistedAt
        }
        #expect(try await find() == nil)
        let now = People.dawn.advanced(by: .seconds(5))
        _ = try await house.stores.promotions.promote(limit: 10, at: now)
        #expect(try await find() == now)
        // A new text under the id is waiting again.
        try await queue([memory("a", "pears")], in: house, as: house.cyd)
        #expect(try await find() == nil)
    }

    @Test(arguments: Backend.available)
    func whatWasPersistedIsNotQueuedAgain(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        var done = memory("a", "apples")
        done.persistedAt = People.dawn
        try await queue([done], in: house, as: house.cyd)
        #expect(try await house.stores.promotions.promote(limit: 10, at: People.dawn) == 0)
    }

    @Test(arguments: Backend.available)
    func racingPromotersTakeEachMemoryOnce(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        for index in 0..<40 {
            try await queue([memory("m\(index)", "t\(index)")], in: house, as: house.cyd, session: "s\(index)")
        }
        let taken = try await race(10) { _ in
            var sum = 0
            while case let count = try await house.stores.promotions.promote(limit: 3, at: People.dawn), count > 0 {
                sum += count
            }
            return sum
        }
        #expect(taken.reduce(0, +) == 40)
        #expect(try await house.ids(house.cyd).count == 40)
    }

    @Test(arguments: Backend.available)
    func nothingIsQueuedForAUserOutOfReach(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        await #expect(throws: Fault.self) { try await queue([memory("a", "t", user: "dan")], in: house, as: house.cyd) }
        #expect(try await house.stores.promotions.promote(limit: 10, at: People.dawn) == 0)
    }

    @Test(arguments: Backend.available)
    func aRemovedUsersQueueIsGone(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        try await queue([memory("a", "t")], in: house, as: house.ann)
        #expect(try await house.stores.identity.users.delete(ID("us-ann")))
        #expect(try await house.stores.promotions.promote(limit: 10, at: People.dawn) == 0)
    }
}

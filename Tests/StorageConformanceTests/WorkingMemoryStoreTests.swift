import Base
import Identity
import Memories
import TestSupport
import Testing

@Suite struct WorkingMemoryStoreTests {
    private func session(
        _ id: String,
        of access: Access,
        namespace: String? = nil,
        ttl: Int? = nil,
        at time: Timestamp = People.dawn,
        memories: [Memory] = []
    ) -> WorkingMemory {
        WorkingMemory(
            key: SessionKey(sessionID: id, userID: access.author, namespace: namespace),
            memories: memories,
            ttlSeconds: ttl,
            createdAt: time,
            updatedAt: time,
            lastAccessed: time
        )
    }

    private func key(_ id: String, user: String? = nil, namespace: String? = nil) -> SessionKey {
        SessionKey(sessionID: id, userID: user, namespace: namespace)
    }

    // MARK: Law

    @Test(arguments: Backend.available)
    func everyMemberIsReadBackAsItWasStored(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        let full = WorkingMemory(
            key: SessionKey(sessionID: "s", userID: "ann", namespace: "n"),
            messages: [
                Message(id: "1", role: "user", content: "Ça va? \"☂️\"", createdAt: Timestamp(milliseconds: 1)),
                Message(
                    id: "2",
                    role: "tool",
                    content: "",
                    createdAt: Timestamp(milliseconds: 2),
                    persistedAt: Timestamp(milliseconds: 3),
                    discreteMemoryExtracted: true
                ),
            ],
            memories: [
                Memory(
                    id: "m",
                    text: "t",
                    kind: .semantic,
                    userID: "ann",
                    topics: ["x"],
                    createdAt: People.dawn,
                    persistedAt: People.dawn,
                    metadata: ["n": .decimal("0.12345678901234567890")]
                )
            ],
            context: "before",
            data: ["a": [1, nil], "n": .decimal("18446744073709551615")],
            tokens: 7,
            strategy: "custom",
            strategyConfig: ["k": "v"],
            ttlSeconds: 60,
            createdAt: Timestamp(milliseconds: 5),
            updatedAt: Timestamp(milliseconds: 6),
            lastAccessed: Timestamp(milliseconds: 7)
        )
        try await house.stores.workingMemory.put(house.ann, full)
        #expect(try await house.stores.workingMemory.find(house.ann, full.key, at: People.dawn) == [])
        #expect(
            try await house.stores.workingMemory.find(house.ann, full.key, at: Timestamp(milliseconds: 8)) == [full]
        )
    }

    @Test(arguments: Backend.available)
    func putReplacesTheSession(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        let store = house.stores.workingMemory
        try await store.put(house.ann, session("s", of: house.ann))
        var next = session("s", of: house.ann)
        next.context = "new"
        try await store.put(house.ann, next)
        #expect(try await store.find(house.ann, next.key, at: People.dawn) == [next])
        #expect(try await store.delete(house.ann, next.key) == 1)
        #expect(try await store.delete(house.ann, next.key) == 0)
        #expect(try await store.find(house.ann, next.key, at: People.dawn) == [])
    }

    @Test(arguments: Backend.available)
    func aKeyWithoutUserOrNamespaceFitsAnyWithinReachUpToTwo(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        let store = house.stores.workingMemory
        for (index, access) in [house.cyd, house.dan].enumerated() {
            for namespace in ["a", "b"] {
                try await store.put(
                    access,
                    session("s", of: access, namespace: namespace, at: People.dawn.advanced(by: .seconds(index)))
                )
            }
        }
        #expect(try await store.find(house.everyone, key("s"), at: People.dawn).map(\.key.userID) == ["dan", "dan"])
        #expect(try await store.find(house.everyone, key("s", user: "cyd"), at: People.dawn).count == 2)
        #expect(try await store.find(house.everyone, key("s", user: "cyd", namespace: "a"), at: People.dawn).count == 1)
        #expect(try await store.find(house.cyd, key("s", namespace: "b"), at: People.dawn).map(\.key.userID) == ["cyd"])
        #expect(try await store.delete(house.everyone, key("s", namespace: "a")) == 2)
    }

    @Test(arguments: Backend.available)
    func joinedPartsOfAKeyAreNotMistakenForEachOther(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        try await house.stores.workingMemory.put(house.cyd, session("a:b", of: house.cyd, namespace: "c"))
        #expect(
            try await house.stores.workingMemory.find(house.cyd, key("a", namespace: "b:c"), at: People.dawn).isEmpty
        )
    }

    @Test(arguments: Backend.available)
    func sessionsAreListedMostRecentFirstOnceEach(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        let store = house.stores.workingMemory
        for (index, id) in ["old", "mid", "new"].enumerated() {
            try await store.put(
                house.cyd,
                session(id, of: house.cyd, namespace: "n", at: People.dawn.advanced(by: .seconds(index)))
            )
        }
        try await store.put(house.dan, session("old", of: house.dan, at: People.dawn.advanced(by: .seconds(9))))
        let now = People.dawn.advanced(by: .seconds(10))
        let page = PageRequest(limit: 2)
        let all = try await store.sessions(house.everyone, userID: nil, namespace: nil, page: page, at: now)
        #expect(all.items == ["old", "new"] && all.total == 3)
        let cyds = try await store.sessions(house.everyone, userID: "cyd", namespace: "n", page: page, at: now)
        #expect(cyds.items == ["new", "mid"] && cyds.total == 3)
        #expect(
            try await store.sessions(house.everyone, userID: nil, namespace: "x", page: page, at: now).items.isEmpty
        )
    }

    // MARK: Race

    @Test(arguments: Backend.available)
    func racingWritersOfOneSessionLeaveOne(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        _ = try await race(30) { _ in try await house.stores.workingMemory.put(house.ann, session("s", of: house.ann)) }
        #expect(try await house.stores.workingMemory.find(house.ann, key("s"), at: People.dawn).count == 1)
    }

    // MARK: Time

    @Test(arguments: Backend.available)
    func aSessionIsGoneFromTheMomentItExpires(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        let store = house.stores.workingMemory
        let clock = ManualClock(People.dawn)
        try await store.put(house.ann, session("s", of: house.ann, ttl: 60))
        try await store.put(house.ann, session("forever", of: house.ann))
        clock.advance(by: .milliseconds(59_999))
        #expect(try await store.find(house.ann, key("s"), at: clock.now()).count == 1)
        #expect(try await store.purge(at: clock.now()) == 0)
        clock.advance(by: .milliseconds(1))
        #expect(try await store.find(house.ann, key("s"), at: clock.now()).isEmpty)
        let page = try await store.sessions(
            house.ann,
            userID: nil,
            namespace: nil,
            page: PageRequest(limit: 9),
            at: clock.now()
        )
        #expect(page.items == ["forever"] && page.total == 1)
        #expect(try await store.purge(at: clock.now()) == 1)
        #expect(try await store.purge(at: clock.now()) == 0)
    }

    // MARK: Isolation

    @Test(arguments: Backend.available)
    func aForeignSessionBehavesAsAbsent(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        let store = house.stores.workingMemory
        let secret = session("s", of: house.cyd)
        try await store.put(house.cyd, secret)
        for stranger in [house.dan, house.foreign, house.bob] {
            #expect(try await store.find(stranger, key("s"), at: People.dawn).isEmpty)
            #expect(try await store.find(stranger, secret.key, at: People.dawn).isEmpty)
            #expect(try await store.delete(stranger, secret.key) == 0)
            #expect(try await store.delete(stranger, key("s")) == 0)
            #expect(
                try await store.sessions(
                    stranger,
                    userID: "cyd",
                    namespace: nil,
                    page: PageRequest(limit: 9),
                    at: People.dawn
                ).total == 0
            )
        }
        for stranger in [house.dan, house.bob] {
            await #expect(throws: Fault.self) { try await store.put(stranger, secret) }
        }
        await #expect(throws: StoreFailure.self) { try await store.put(house.annReading, session("s", of: house.ann)) }
        await #expect(throws: StoreFailure.self) { try await store.delete(house.annReading, key("s")) }
        #expect(try await store.find(house.cyd, key("s"), at: People.dawn) == [secret])
    }
}

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
        let fixture = try await MemoryStoreFixture(backend)
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
        try await fixture.stores.workingMemory.put(fixture.ann, full)
        #expect(try await fixture.stores.workingMemory.find(fixture.ann, full.key, at: People.dawn) == [])
        #expect(
            try await fixture.stores.workingMemory.find(fixture.ann, full.key, at: Timestamp(milliseconds: 8)) == [full]
        )
    }

    @Test(arguments: Backend.available)
    func putReplacesTheSession(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let store = fixture.stores.workingMemory
        try await store.put(fixture.ann, session("s", of: fixture.ann))
        var next = session("s", of: fixture.ann)
        next.context = "new"
        try await store.put(fixture.ann, next)
        #expect(try await store.find(fixture.ann, next.key, at: People.dawn) == [next])
        #expect(try await store.delete(fixture.ann, next.key) == 1)
        #expect(try await store.delete(fixture.ann, next.key) == 0)
        #expect(try await store.find(fixture.ann, next.key, at: People.dawn) == [])
    }

    @Test(arguments: Backend.available)
    func aKeyWithoutUserOrNamespaceMatchesUpToTwoSessionsWithinReach(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let store = fixture.stores.workingMemory
        for (index, access) in [fixture.cyd, fixture.dan].enumerated() {
            for namespace in ["a", "b"] {
                try await store.put(
                    access,
                    session("s", of: access, namespace: namespace, at: People.dawn.advanced(by: .seconds(index)))
                )
            }
        }
        #expect(try await store.find(fixture.everyone, key("s"), at: People.dawn).map(\.key.userID) == ["dan", "dan"])
        #expect(try await store.find(fixture.everyone, key("s", user: "cyd"), at: People.dawn).count == 2)
        #expect(
            try await store.find(fixture.everyone, key("s", user: "cyd", namespace: "a"), at: People.dawn).count == 1
        )
        #expect(
            try await store.find(fixture.cyd, key("s", namespace: "b"), at: People.dawn).map(\.key.userID) == ["cyd"]
        )
        #expect(try await store.delete(fixture.everyone, key("s", namespace: "a")) == 2)
    }

    @Test(arguments: Backend.available)
    func keysWithTheSameJoinedTextStayDistinct(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        try await fixture.stores.workingMemory.put(fixture.cyd, session("a:b", of: fixture.cyd, namespace: "c"))
        #expect(
            try await fixture.stores.workingMemory.find(fixture.cyd, key("a", namespace: "b:c"), at: People.dawn)
                .isEmpty
        )
    }

    @Test(arguments: Backend.available)
    func sessionsAreListedMostRecentFirstOnceEach(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let store = fixture.stores.workingMemory
        for (index, id) in ["old", "mid", "new"].enumerated() {
            try await store.put(
                fixture.cyd,
                session(id, of: fixture.cyd, namespace: "n", at: People.dawn.advanced(by: .seconds(index)))
            )
        }
        try await store.put(fixture.dan, session("old", of: fixture.dan, at: People.dawn.advanced(by: .seconds(9))))
        let now = People.dawn.advanced(by: .seconds(10))
        let page = PageRequest(limit: 2)
        let all = try await store.sessions(fixture.everyone, userID: nil, namespace: nil, page: page, at: now)
        #expect(all.items == ["old", "new"] && all.total == 3)
        let cyds = try await store.sessions(fixture.everyone, userID: "cyd", namespace: "n", page: page, at: now)
        #expect(cyds.items == ["new", "mid"] && cyds.total == 3)
        #expect(
            try await store.sessions(fixture.everyone, userID: nil, namespace: "x", page: page, at: now).items.isEmpty
        )
    }

    // MARK: Race

    @Test(arguments: Backend.available)
    func racingWritersOfOneSessionLeaveOne(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        _ = try await race(30) { _ in
            try await fixture.stores.workingMemory.put(fixture.ann, session("s", of: fixture.ann))
        }
        #expect(try await fixture.stores.workingMemory.find(fixture.ann, key("s"), at: People.dawn).count == 1)
    }

    // MARK: Time

    @Test(arguments: Backend.available)
    func aSessionIsGoneFromTheMomentItExpires(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let store = fixture.stores.workingMemory
        let clock = ManualClock(People.dawn)
        try await store.put(fixture.ann, session("s", of: fixture.ann, ttl: 60))
        try await store.put(fixture.ann, session("forever", of: fixture.ann))
        clock.advance(by: .milliseconds(59_999))
        #expect(try await store.find(fixture.ann, key("s"), at: clock.now()).count == 1)
        #expect(try await store.purge(at: clock.now()) == 0)
        clock.advance(by: .milliseconds(1))
        #expect(try await store.find(fixture.ann, key("s"), at: clock.now()).isEmpty)
        let page = try await store.sessions(
            fixture.ann,
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
        let fixture = try await MemoryStoreFixture(backend)
        let store = fixture.stores.workingMemory
        let secret = session("s", of: fixture.cyd)
        try await store.put(fixture.cyd, secret)
        for stranger in [fixture.dan, fixture.foreign, fixture.bob] {
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
        for stranger in [fixture.dan, fixture.bob] {
            await #expect(throws: Fault.self) { try await store.put(stranger, secret) }
        }
        await #expect(throws: StoreFailure.self) {
            try await store.put(fixture.annReading, session("s", of: fixture.ann))
        }
        await #expect(throws: StoreFailure.self) { try await store.delete(fixture.annReading, key("s")) }
        #expect(try await store.find(fixture.cyd, key("s"), at: People.dawn) == [secret])
    }
}

import Base
import Identity
import Memories
import TestSupport
import Testing

@Suite struct SessionRecordStoreTests {
    private func record(_ id: String, of user: String, at seconds: Int = 0, _ state: SessionState = SessionState())
        -> SessionRecord
    {
        SessionRecord(
            sessionID: id,
            userID: user,
            startedAt: People.dawn.advanced(by: .seconds(seconds)),
            state: state
        )
    }

    private let now = People.dawn.advanced(by: .seconds(100))
    private let page = PageRequest(limit: 10)

    // MARK: Law

    @Test("A session is added once, changed in parts and ended once", arguments: Backend.available)
    func life(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let sessionRecords = fixture.stores.sessionRecords
        let state = SessionState(
            annotations: ["agent": "Ça va? \"☂️\""],
            metadata: ["n": .decimal("0.12345678901234567890"), "a": [1, nil]],
            memorySeconds: 60
        )
        let first = record("s", of: "ann", state)
        #expect(try await sessionRecords.add(fixture.ann, first))
        #expect(try await sessionRecords.add(fixture.ann, record("s", of: "ann", at: 1)) == false)
        #expect(try await sessionRecords.record(fixture.ann, id: "s", of: "ann", at: now) == first)
        #expect(try await sessionRecords.record(fixture.ann, id: "x", of: "ann", at: now) == nil)

        var changed = state
        changed.metadata = ["b": 2]
        let revised = try await sessionRecords.revise(
            fixture.ann,
            id: "s",
            of: "ann",
            annotations: nil,
            metadata: changed.metadata,
            at: now
        )
        #expect(revised == .changed(record("s", of: "ann", changed)))
        changed.endedAt = now
        #expect(
            try await sessionRecords.end(fixture.ann, id: "s", of: "ann", at: now)
                == .changed(record("s", of: "ann", changed))
        )
        #expect(try await sessionRecords.end(fixture.ann, id: "s", of: "ann", at: now) == .ended)
        let late = try await sessionRecords.revise(
            fixture.ann,
            id: "s",
            of: "ann",
            annotations: [:],
            metadata: nil,
            at: now
        )
        #expect(late == .ended)
        #expect(try await sessionRecords.end(fixture.ann, id: "x", of: "ann", at: now) == .absent)
        #expect(try await sessionRecords.record(fixture.ann, id: "s", of: "ann", at: now)?.state == changed)
    }

    @Test("A session is a session of working memory; after its end nothing replaces it", arguments: Backend.available)
    func workingMemory(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let (sessionRecords, store) = (fixture.stores.sessionRecords, fixture.stores.workingMemory)
        let state = SessionState(annotations: ["a": "b"], metadata: ["c": 1])
        #expect(try await sessionRecords.add(fixture.ann, record("s", of: "ann", state)))
        let key = SessionKey(sessionID: "s", userID: "ann", namespace: nil)
        var memory = try #require(try await store.find(fixture.ann, key, at: now).first)
        #expect(memory.state == state)
        memory.context = "said before"
        memory.state = SessionState()
        try await store.put(fixture.ann, memory)
        #expect(try await sessionRecords.record(fixture.ann, id: "s", of: "ann", at: now)?.state == state, "it stays")

        _ = try await sessionRecords.end(fixture.ann, id: "s", of: "ann", at: now)
        memory.context = "said too late"
        await #expect(throws: Fault.self) { try await store.put(fixture.ann, memory) }
        #expect(try await store.find(fixture.ann, key, at: now).first?.context == "said before")
        #expect(try await store.delete(fixture.ann, key) == 1, "an ended session can be deleted")
        #expect(try await sessionRecords.record(fixture.ann, id: "s", of: "ann", at: now) == nil)
    }

    @Test("Sessions without a namespace are listed, oldest first", arguments: Backend.available)
    func list(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let sessionRecords = fixture.stores.sessionRecords
        for (index, id) in ["c", "a", "b"].enumerated() {
            #expect(try await sessionRecords.add(fixture.cyd, record(id, of: "cyd", at: index)))
        }
        #expect(try await sessionRecords.add(fixture.dan, record("d", of: "dan")))
        try await fixture.stores.workingMemory.put(
            fixture.cyd,
            WorkingMemory(
                key: SessionKey(sessionID: "named", userID: "cyd", namespace: "n"),
                createdAt: People.dawn,
                updatedAt: People.dawn,
                lastAccessed: People.dawn
            )
        )
        let found = try await sessionRecords.records(
            fixture.everyone,
            of: "cyd",
            page: PageRequest(limit: 2, offset: 1),
            at: now
        )
        #expect(found.items.map(\.sessionID) == ["a", "b"] && found.total == 3)
    }

    // MARK: Race

    @Test("Of racing callers one adds a session, and one ends it", arguments: Backend.available)
    func races(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let sessionRecords = fixture.stores.sessionRecords
        let session = record("s", of: "ann")
        let added = try await race(20) { _ in try await sessionRecords.add(fixture.ann, session) }
        #expect(added.filter { $0 }.count == 1)
        let time = now
        let ended = try await race(20) { _ in
            try await sessionRecords.end(fixture.ann, id: "s", of: "ann", at: time)
        }
        #expect(ended.filter { $0 != .ended }.count == 1)
    }

    // MARK: Time

    @Test("An expired session is absent, and its id is free", arguments: Backend.available)
    func expired(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let sessionRecords = fixture.stores.sessionRecords
        try await fixture.stores.workingMemory.put(
            fixture.ann,
            WorkingMemory(
                key: SessionKey(sessionID: "s", userID: "ann", namespace: nil),
                ttlSeconds: 60,
                createdAt: People.dawn,
                updatedAt: People.dawn,
                lastAccessed: People.dawn
            )
        )
        let early = People.dawn.advanced(by: .seconds(59))
        #expect(try await sessionRecords.record(fixture.ann, id: "s", of: "ann", at: early) != nil)
        #expect(try await sessionRecords.add(fixture.ann, record("s", of: "ann", at: 59)) == false)
        #expect(try await sessionRecords.record(fixture.ann, id: "s", of: "ann", at: now) == nil)
        #expect(try await sessionRecords.records(fixture.ann, of: "ann", page: page, at: now).total == 0)
        #expect(try await sessionRecords.end(fixture.ann, id: "s", of: "ann", at: now) == .absent)
        #expect(try await sessionRecords.add(fixture.ann, record("s", of: "ann", at: 100)))
        #expect(try await sessionRecords.record(fixture.ann, id: "s", of: "ann", at: now) != nil)
    }

    // MARK: Isolation

    @Test("A session out of reach behaves as absent", arguments: Backend.available)
    func strangers(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let sessionRecords = fixture.stores.sessionRecords
        let secret = record("s", of: "cyd", SessionState(annotations: ["a": "secret"]))
        #expect(try await sessionRecords.add(fixture.cyd, secret))
        for stranger in [fixture.dan, fixture.foreign, fixture.bob] {
            #expect(try await sessionRecords.record(stranger, id: "s", of: "cyd", at: now) == nil)
            #expect(try await sessionRecords.records(stranger, of: "cyd", page: page, at: now).total == 0)
            #expect(try await sessionRecords.end(stranger, id: "s", of: "cyd", at: now) == .absent)
            let revised = try await sessionRecords.revise(
                stranger,
                id: "s",
                of: "cyd",
                annotations: [:],
                metadata: nil,
                at: now
            )
            #expect(revised == .absent)
        }
        await #expect(throws: Fault.self) { _ = try await sessionRecords.add(fixture.dan, secret) }
        await #expect(throws: StoreFailure.self) {
            _ = try await sessionRecords.end(fixture.annReading, id: "s", of: "ann", at: now)
        }
        #expect(try await sessionRecords.record(fixture.everyone, id: "s", of: "cyd", at: now) == secret)
    }
}

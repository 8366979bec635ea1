import Base
import Identity
import Memories
import TestSupport
import Testing

/// The store writes down who wrote a memory or a session, from the `Access`.
@Suite struct ProvenanceTests {
    /// Ann through two of her API tokens.
    struct Writers {
        let fixture: MemoryStoreFixture
        let first: Access
        let second: Access
        var memories: any MemoryStore { fixture.memories }
        var versions: any MemoryVersionStore { fixture.stores.records.versions }

        init(_ backend: Backend) async throws {
            fixture = try await MemoryStoreFixture(backend)
            first = try Self.access("t1")
            second = try Self.access("t2")
        }

        static func access(_ token: String, to action: Action = .write) throws -> Access {
            try AccessPolicy.access(People.person("ann", credential: .apiToken(ID(token))), to: action)
        }

        /// The memory as `access` stores it at a second after dawn.
        func put(_ access: Access, _ id: String, _ text: String, at second: Int) async throws {
            try await fixture.remember(access, id, text) { $0.persistedAt = Self.time(second) }
        }

        func replace(
            _ access: Access,
            _ id: String,
            at second: Int,
            edition: Int? = nil,
            _ change: (inout Memory) -> Void
        ) async throws -> Bool {
            let previous = try #require(try await memories.memory(access, id: id))
            var memory = previous
            change(&memory)
            memory.updatedAt = Self.time(second)
            let stored = StoredMemory(memory: memory, searchText: memory.text, vector: nil)
            return try await memories.replace(access, stored, previous: previous, edition: edition, model: nil)
        }

        func history(_ access: Access, _ id: String) async throws -> MemoryHistory? {
            try await versions.history(access, of: OwnedID(id: id, userID: "ann"))
        }

        static func time(_ second: Int) -> Timestamp { People.dawn.advanced(by: .seconds(second)) }

        static func authorship(_ token: String, at second: Int) -> Authorship {
            Authorship(
                Provenance(
                    application: ApplicationID(.apiToken, id: token),
                    person: ID("us-ann"),
                    personName: "ann",
                    credential: token
                ),
                at: time(second)
            )
        }
    }

    @Test("A memory names the writer of its first and of its present content", arguments: Backend.available)
    func writersOfAMemory(backend: Backend) async throws {
        let writers = try await Writers(backend)
        try await writers.put(writers.first, "m", "one", at: 1)
        let first = Writers.authorship("t1", at: 1)
        #expect(
            try await writers.memories.memory(writers.second, id: "m")?.provenance
                == MemoryProvenance(created: first, changed: first)
        )
        #expect(try await writers.replace(writers.second, "m", at: 2) { $0.text = "two" })
        let changed = MemoryProvenance(created: first, changed: Writers.authorship("t2", at: 2))
        for memory in [
            try await writers.memories.memory(writers.first, id: "m"),
            try await writers.memories.list(
                writers.first,
                MemoryFilter(),
                order: .newestFirst,
                page: PageRequest(limit: 9)
            ).items.first, try await writers.fixture.find(writers.first, words: ["two"]).first?.memory,
        ] {
            #expect(memory?.provenance == changed)
        }
    }

    @Test(
        "A pin, an access and the same content leave the writer and make no version",
        arguments: Backend.available
    )
    func sameContent(backend: Backend) async throws {
        let writers = try await Writers(backend)
        try await writers.put(writers.first, "m", "one", at: 1)
        #expect(try await writers.replace(writers.second, "m", at: 2) { $0.pinned = true })
        try await writers.put(writers.second, "m", "one", at: 3)
        try await writers.memories.touch(writers.second, ids: ["m"], at: Writers.time(4))
        let history = try #require(try await writers.history(writers.first, "m"))
        #expect(history.edition == 1 && history.former.isEmpty)
        #expect(history.memory.provenance?.changed == Writers.authorship("t1", at: 1))
    }

    @Test("What was written without a credential has no provenance", arguments: Backend.available)
    func unknownWriter(backend: Backend) async throws {
        let writers = try await Writers(backend)
        try await writers.put(writers.fixture.ann, "m", "one", at: 1)
        #expect(try await writers.memories.memory(writers.first, id: "m")?.provenance == nil)
        #expect(try await writers.replace(writers.second, "m", at: 2) { $0.topics = ["x"] })
        let changed = try await writers.memories.memory(writers.first, id: "m")?.provenance
        #expect(changed == MemoryProvenance(created: nil, changed: Writers.authorship("t2", at: 2)))
    }

    @Test("A caller cannot choose the provenance", arguments: Backend.available)
    func chosenProvenance(backend: Backend) async throws {
        let writers = try await Writers(backend)
        let forged = Writers.authorship("other", at: 0)
        try await writers.fixture.remember(writers.first, "m", "one") {
            $0.persistedAt = Writers.time(1)
            $0.provenance = MemoryProvenance(created: forged, changed: forged)
        }
        #expect(
            try await writers.memories.memory(writers.first, id: "m")?.provenance?.created
                == Writers.authorship("t1", at: 1)
        )
    }

    @Test(
        "A session names its writers, and a memory promoted from it names the session's writer",
        arguments: Backend.available
    )
    func sessions(backend: Backend) async throws {
        let writers = try await Writers(backend)
        let store = writers.fixture.stores.workingMemory
        let memory = Memory(id: "m", text: "one", kind: .semantic, userID: "ann", createdAt: People.dawn)
        func session(at second: Int, _ memories: [Memory]) -> WorkingMemory {
            WorkingMemory(
                key: SessionKey(sessionID: "s", userID: "ann", namespace: nil),
                memories: memories,
                ttlSeconds: 60,
                createdAt: Writers.time(second),
                updatedAt: Writers.time(second),
                lastAccessed: Writers.time(second)
            )
        }
        try await store.put(writers.first, session(at: 1, [memory]))
        try await store.put(writers.second, session(at: 2, []))
        let found = try await store.find(writers.first, session(at: 1, []).key, at: Writers.time(3)).first
        #expect(
            found?.provenance
                == MemoryProvenance(
                    created: Writers.authorship("t1", at: 1),
                    changed: Writers.authorship("t2", at: 2)
                )
        )
        #expect(try await writers.fixture.stores.promotions.promote(limit: 9, at: Writers.time(5)) == 1)
        let promoted = Writers.authorship("t1", at: 5)
        #expect(
            try await writers.memories.memory(writers.first, id: "m")?.provenance
                == MemoryProvenance(created: promoted, changed: promoted)
        )
        // A session that takes the place of an expired one is a new session.
        try await store.put(writers.second, session(at: 100, []))
        let renewed = Writers.authorship("t2", at: 100)
        #expect(
            try await store.find(writers.first, session(at: 1, []).key, at: Writers.time(101)).first?.provenance
                == MemoryProvenance(created: renewed, changed: renewed)
        )
    }
}

import Base
import Identity
import Memories
import TestSupport
import Testing

@Suite struct MemoryExpiryTests {
    private let end = People.dawn.advanced(by: .seconds(60))

    private func memory(_ id: String, of access: Access, in session: String? = nil) -> Memory {
        Memory(
            id: id,
            text: id,
            kind: .semantic,
            userID: access.author,
            sessionID: session,
            createdAt: People.dawn,
            persistedAt: People.dawn
        )
    }

    private func store(
        _ fixture: MemoryStoreFixture,
        _ access: Access,
        _ id: String,
        in session: String? = nil,
        until end: Timestamp?,
        vector: Vector? = nil
    ) async throws {
        let stored = StoredMemory(
            memory: memory(id, of: access, in: session),
            searchText: id,
            vector: vector,
            expiresAt: end
        )
        try await fixture.memories.put(access, [stored], model: vector.map { _ in MemoryStoreFixture.model })
    }

    @Test("A memory goes at its end, with its words and its vector", arguments: Backend.available)
    func purge(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let expiries = fixture.stores.records.expiries
        #expect(try await expiries.next() == nil)
        try await store(fixture, fixture.cyd, "short", until: end, vector: direction(1))
        try await store(fixture, fixture.cyd, "forever", until: nil, vector: direction(2))
        try await store(fixture, fixture.dan, "long", until: end.advanced(by: .seconds(60)))
        #expect(try await expiries.next() == end)
        #expect(try await expiries.purge(at: end.advanced(by: .milliseconds(-1))) == 0)
        #expect(try await fixture.find(fixture.cyd, vector: direction(1)).count == 2)
        #expect(try await expiries.purge(at: end) == 1)
        #expect(try await fixture.find(fixture.cyd, vector: direction(1)).map(\.memory.id) == ["forever"])
        #expect(try await fixture.find(fixture.cyd, words: ["short"]).isEmpty)
        #expect(try await fixture.ids(fixture.everyone) == ["forever", "long"])
        #expect(try await expiries.next() == end.advanced(by: .seconds(60)))
    }

    @Test("Ends are set for a filter and taken back; a memory stored again keeps its end", arguments: Backend.available)
    func expire(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let expiries = fixture.stores.records.expiries
        for id in ["a", "b"] { try await store(fixture, fixture.cyd, id, in: "s", until: nil) }
        try await store(fixture, fixture.cyd, "c", in: "t", until: nil)
        var filter = MemoryFilter()
        filter.sessionID = TagFilter([.equal("s")])
        #expect(try await expiries.expire(fixture.cyd, filter, at: end) == 2)
        #expect(try await expiries.expire(fixture.cyd, filter, at: end) == 2, "again")
        filter.id = TagFilter([.any(["a", "c"])])
        #expect(try await expiries.expire(fixture.cyd, filter, at: nil) == 1)
        try await store(fixture, fixture.cyd, "b", in: "s", until: nil)
        #expect(try await expiries.purge(at: end) == 1)
        #expect(try await fixture.ids(fixture.cyd) == ["a", "c"])
        #expect(try await expiries.next() == nil)
    }

    @Test("Nobody sets the end of a memory out of reach", arguments: Backend.available)
    func strangers(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let expiries = fixture.stores.records.expiries
        try await store(fixture, fixture.cyd, "a", until: nil)
        try await store(fixture, fixture.cyd, "b", until: end)
        for stranger in [fixture.dan, fixture.foreign, fixture.bob] {
            #expect(try await expiries.expire(stranger, MemoryFilter(), at: People.dawn) == 0)
            #expect(try await expiries.expire(stranger, MemoryFilter(), at: nil) == 0)
        }
        await #expect(throws: StoreFailure.self) {
            _ = try await expiries.expire(fixture.annReading, MemoryFilter(), at: end)
        }
        #expect(try await expiries.next() == end)
    }

    @Test(
        "Filters by id, metadata and time of storing hold, and the last stored come first",
        arguments: Backend.available
    )
    func filters(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let values: [JSONValue] = [
            ["annotations": ["agent": "bot"], "n": 3], ["annotations": ["agent": "Bot"], "n": "3"],
            ["annotations": ["agent": 3]], ["agent": "bot"], [:],
        ]
        for (index, metadata) in values.enumerated() {
            try await fixture.remember(fixture.cyd, "\(index)") {
                $0.metadata = metadata
                // Created in the other order.
                $0.createdAt = People.dawn.advanced(by: .seconds(-index))
                $0.persistedAt = People.dawn.advanced(by: .seconds(index))
            }
        }
        func ids(_ change: (inout MemoryFilter) -> Void) async throws -> [String] {
            var filter = MemoryFilter()
            change(&filter)
            return try await fixture.ids(fixture.cyd, filter)
        }
        func holds(_ path: [String], _ value: MetadataCondition.Value) async throws -> [String] {
            let condition = try #require(MetadataCondition(path, is: value))
            return try await ids { $0.metadata = [condition] }
        }
        #expect(try await holds(["annotations", "agent"], .text("bot")) == ["0"])
        #expect(try await holds(["annotations", "agent"], .text("3")) == [])
        #expect(try await holds(["annotations", "agent"], .integer(3)) == ["2"])
        #expect(try await holds(["agent"], .text("bot")) == ["3"])
        #expect(try await holds(["n"], .integer(3)) == ["0"])
        #expect(try await holds(["n"], .text("3")) == ["1"])
        for path in [[], ["a.b"], ["$"], ["1a"], ["a", "b", "c"], ["a'"], [""]] {
            #expect(MetadataCondition(path, is: .text("x")) == nil, "\(path)")
        }
        #expect(try await ids { $0.id = TagFilter([.any(["1", "9"])]) } == ["1"])
        #expect(
            try await ids {
                $0.persistedAt = DateFilter([
                    .atOrAfter(People.dawn.advanced(by: .seconds(1))), .before(People.dawn.advanced(by: .seconds(3))),
                ])
            } == ["1", "2"]
        )
        let listed = try await fixture.memories.list(
            fixture.cyd,
            MemoryFilter(),
            order: .lastStoredFirst,
            page: PageRequest(limit: 3)
        )
        #expect(listed.items.map(\.id) == ["4", "3", "2"])
    }

    @Test("The state of a memory's vector is known to whom it is within reach", arguments: Backend.available)
    func vectorStates(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let memories = fixture.memories
        let model = MemoryStoreFixture.model
        for id in ["ready", "refused", "waiting"] {
            try await store(fixture, fixture.cyd, id, until: nil, vector: id == "ready" ? direction(1) : nil)
        }
        let waiting = try await memories.unembedded(for: model, except: [], limit: 9)
        let refused = waiting.filter { $0.searchText == "refused" }.map { (row: $0.row, version: $0.version) }
        try await memories.refuse(refused, model: model)
        let all = try await memories.list(fixture.cyd, MemoryFilter(), order: .oldestFirst, page: PageRequest(limit: 9))
        let rows = all.items.map(\.place.row)
        let states = try await memories.vectorStates(fixture.cyd, of: rows, model: model)
        #expect(all.items.map { states[$0.place.row] } == [.ready, .refused, .waiting])
        for stranger in [fixture.dan, fixture.foreign, fixture.bob] {
            #expect(try await memories.vectorStates(stranger, of: rows, model: model) == [:])
        }
    }
}

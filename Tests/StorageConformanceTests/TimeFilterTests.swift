import Base
import Identity
import Memories
import TestSupport
import Testing

@Suite("Memories of a time, and what was known at a time")
struct TimeFilterTests {
    private static func day(_ number: Int64) -> Timestamp { People.dawn.advanced(by: .seconds(86_400 * number)) }

    private func ids(_ fixture: MemoryStoreFixture, _ change: (inout MemoryFilter) -> Void) async throws -> [String] {
        var filter = MemoryFilter()
        change(&filter)
        let ids = try await fixture.ids(fixture.ann, filter)
        let page = PageRequest(limit: 1)
        let total = try await fixture.memories.list(fixture.ann, filter, order: .newestFirst, page: page).total
        #expect(total == ids.count)
        for found in [
            try await fixture.find(fixture.ann, words: ["tea"], filter: filter),
            try await fixture.find(fixture.ann, vector: direction(0), filter: filter),
        ] {
            #expect(found.map(\.memory.id).sorted() == ids)
        }
        return ids
    }

    @Test("after and before look at the event or, without one, at the creation", arguments: Backend.available)
    func window(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        for (id, created, event) in [("a", 1, nil), ("b", 5, nil), ("c", 9, 1), ("d", 1, 9)]
            as [(String, Int64, Int64?)]
        {
            try await fixture.remember(fixture.ann, id, "tea", vector: direction(10)) {
                $0.createdAt = Self.day(created)
                $0.eventDate = event.map(Self.day)
            }
        }
        #expect(try await ids(fixture) { $0.after = Self.day(5) } == ["b", "d"])
        #expect(try await ids(fixture) { $0.before = Self.day(5) } == ["a", "c"])
        #expect(try await ids(fixture) { ($0.after, $0.before) = (Self.day(1), Self.day(6)) } == ["a", "b", "c"])
        #expect(try await ids(fixture) { ($0.after, $0.before) = (Self.day(6), Self.day(6)) } == [])
    }

    @Test("as_of shows what was current then, also if it was replaced since", arguments: Backend.available)
    func asOf(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        for (id, day, old) in [("a", 1, []), ("b", 5, ["a"]), ("c", 9, ["b"])] as [(String, Int64, [String])] {
            try await fixture.remember(fixture.ann, id, "tea \(id)", vector: direction(10)) {
                $0.createdAt = Self.day(day)
                $0.supersedes = old
            }
        }
        for (day, known) in [(0, []), (1, ["a"]), (4, ["a"]), (5, ["b"]), (8, ["b"]), (9, ["c"])] as [(Int64, [String])]
        {
            #expect(try await ids(fixture) { $0.asOf = Self.day(day) } == known, "day \(day)")
        }
        let all = try await ids(fixture) { filter in
            filter.asOf = Self.day(8)
            filter.includesSuperseded = true
        }
        #expect(all == ["a", "b"])
        #expect(try await fixture.ids(fixture.bob) == [])
    }

    @Test("An older memory replaces a newer one when it is changed", arguments: Backend.available)
    func olderSuccessor(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let old = try await fixture.remember(fixture.ann, "old", "tea", vector: direction(10)) {
            $0.createdAt = Self.day(1)
        }
        try await fixture.remember(fixture.ann, "new", "tea too", vector: direction(10)) { $0.createdAt = Self.day(3) }
        var changed = old
        changed.supersedes = ["new"]
        changed.updatedAt = Self.day(6)
        let stored = StoredMemory(memory: changed, searchText: changed.text, vector: direction(10))
        #expect(try await fixture.memories.replace(fixture.ann, stored, previous: old, model: MemoryStoreFixture.model))
        #expect(try await ids(fixture) { $0.asOf = Self.day(4) } == ["new", "old"])
        #expect(try await ids(fixture) { $0.asOf = Self.day(6) } == ["old"])
    }
}

import Base
import Identity
import Memories
import TestSupport
import Testing

/// Former contents of memories.
@Suite struct MemoryVersionTests {
    typealias Writers = ProvenanceTests.Writers

    @Test("Every replaced content becomes a version with its writer, newest first", arguments: Backend.available)
    func versions(backend: Backend) async throws {
        let writers = try await Writers(backend)
        try await writers.put(writers.first, "m", "one", at: 1)
        #expect(
            try await writers.replace(writers.second, "m", at: 2) {
                ($0.text, $0.topics, $0.metadata) = ("two", ["x"], ["k": "v"])
            }
        )
        // A new memory with the same id replaces the content too.
        try await writers.put(writers.first, "m", "three", at: 3)
        let history = try #require(try await writers.history(writers.first, "m"))
        #expect(history.edition == 3 && history.memory.text == "three")
        #expect(history.former.map(\.edition) == [2, 1] && history.former.map(\.text) == ["two", "one"])
        #expect(history.former[0].topics == ["x"] && history.former[0].metadata == ["k": "v"])
        #expect(history.former.map(\.written) == [Writers.authorship("t2", at: 2), Writers.authorship("t1", at: 1)])
        #expect(history.former.map(\.replacedAt) == [Writers.time(3), Writers.time(2)])
        #expect(try await writers.memories.delete(writers.first, ids: ["m"]) == 1)
        #expect(try await writers.history(writers.first, "m") == nil)
        try await writers.put(writers.first, "m", "four", at: 4)
        #expect(try await writers.history(writers.first, "m")?.former == [])
    }

    @Test("The content of a time is the one that the next change replaced", arguments: Backend.available)
    func contentsAtATime(backend: Backend) async throws {
        let writers = try await Writers(backend)
        try await writers.put(writers.first, "m", "one", at: 1)
        try await writers.put(writers.first, "other", "unchanged", at: 1)
        for (second, text) in [(5, "two"), (9, "three")] {
            #expect(try await writers.replace(writers.second, "m", at: second) { $0.text = text })
        }
        var rows: [Int64] = []
        for id in ["m", "other"] {
            rows.append(try #require(try await writers.memories.memory(writers.first, id: id)).place.row)
        }
        for (second, text) in [(0, "one"), (1, "one"), (4, "one"), (5, "two"), (8, "two"), (9, nil), (99, nil)] {
            let found = try await writers.versions.contents(writers.first, of: rows, at: Writers.time(second))
            #expect(found[rows[0]]?.text == text && found.count == (text == nil ? 0 : 1), "second \(second)")
        }
        #expect(try await writers.versions.contents(writers.first, of: [], at: Writers.time(1)).isEmpty)
        // Without the first content, the oldest that is kept.
        _ = try await writers.versions.purge(keeping: 1, replacedBefore: Writers.time(0))
        let oldest = try await writers.versions.contents(writers.first, of: rows, at: Writers.time(1))
        #expect(oldest[rows[0]]?.text == "two" && oldest[rows[0]]?.written == Writers.authorship("t2", at: 5))
    }

    @Test("Of racing changes of one edition, exactly one is made", arguments: Backend.available)
    func racingChanges(backend: Backend) async throws {
        let writers = try await Writers(backend)
        try await writers.put(writers.first, "m", "one", at: 1)
        let done = try await race(8) { number in
            try await writers.replace(writers.first, "m", at: 2, edition: 1) { $0.text = "text \(number)" }
        }
        #expect(done.filter(\.self).count == 1)
        #expect(try await writers.history(writers.first, "m")?.edition == 2)
    }

    @Test("The latest versions are kept, for a time", arguments: Backend.available)
    func purge(backend: Backend) async throws {
        let writers = try await Writers(backend)
        for second in 1...6 { try await writers.put(writers.first, "m", "text \(second)", at: second) }
        let versions = writers.fixture.stores.records.versions
        #expect(try await versions.purge(keeping: 3, replacedBefore: Writers.time(0)) == 2)
        #expect(try await writers.history(writers.first, "m")?.former.map(\.edition) == [5, 4, 3])
        #expect(try await versions.purge(keeping: 3, replacedBefore: Writers.time(6)) == 2)
        #expect(try await writers.history(writers.first, "m")?.former.map(\.edition) == [5])
        #expect(try await versions.purge(keeping: 0, replacedBefore: Writers.time(0)) == 1)
        #expect(try await writers.history(writers.first, "m")?.edition == 6)
    }

    @Test("No memory keeps more than 100 versions", arguments: Backend.available)
    func bound(backend: Backend) async throws {
        let writers = try await Writers(backend)
        for second in 1...105 { try await writers.put(writers.first, "m", "text \(second)", at: second) }
        let history = try #require(try await writers.history(writers.first, "m"))
        #expect(history.former.count == 100 && history.former.last?.edition == 5)
    }

    // MARK: Isolation

    @Test("A version is found only by who may read its memory", arguments: Backend.available)
    func isolation(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        try await fixture.remember(fixture.cyd, "secret", "first")
        try await fixture.remember(fixture.cyd, "secret", "second")
        let versions = fixture.stores.records.versions
        let id = OwnedID(id: "secret", userID: "cyd")
        let row = try #require(try await fixture.memories.memory(fixture.cyd, id: "secret")).place.row
        let before = Timestamp(milliseconds: 0)
        for stranger in [fixture.dan, fixture.foreign, fixture.bob] {
            #expect(try await versions.history(stranger, of: id) == nil)
            #expect(try await versions.contents(stranger, of: [row], at: before).isEmpty)
        }
        for reader in [fixture.cyd, fixture.everyone] {
            #expect(try await versions.contents(reader, of: [row], at: before)[row]?.text == "first")
            #expect(try await versions.history(reader, of: id)?.former.map(\.text) == ["first"])
        }
    }

    @Test("A memory that moves to another user leaves its versions behind", arguments: Backend.available)
    func movedMemory(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        try await fixture.remember(fixture.cyd, "m", "first")
        let previous = try await fixture.remember(fixture.cyd, "m", "second")
        var moved = previous
        (moved.userID, moved.text) = ("dan", "third")
        let stored = StoredMemory(memory: moved, searchText: "third", vector: nil)
        #expect(try await fixture.memories.replace(fixture.everyone, stored, previous: previous, model: nil))
        let history = try await fixture.stores.records.versions.history(
            fixture.dan,
            of: OwnedID(id: "m", userID: "dan")
        )
        #expect(history?.memory.text == "third" && history?.former == [])
    }
}

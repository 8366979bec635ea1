import Base
import Identity
import Memories
import TestSupport
import Testing

@Suite("A memory that replaces others")
struct SupersedeTests {
    private static let everything = {
        var filter = MemoryFilter()
        filter.includesSuperseded = true
        return filter
    }()

    /// Stores "lisbon" and then "porto", which replaces it.
    private func moved(_ backend: Backend, _ access: (MemoryStoreFixture) -> Access) async throws -> MemoryStoreFixture
    {
        let fixture = try await MemoryStoreFixture(backend)
        let access = access(fixture)
        try await fixture.remember(access, "lisbon", "Ann lives in Lisbon", vector: direction(0))
        try await fixture.remember(access, "porto", "Ann lives in Porto", vector: direction(5)) {
            $0.supersedes = ["lisbon", "none"]
        }
        return fixture
    }

    @Test("Searches and lists leave the replaced memory out unless asked", arguments: Backend.available)
    func searches(backend: Backend) async throws {
        let fixture = try await moved(backend) { $0.ann }
        #expect(try await fixture.ids(fixture.ann) == ["porto"])
        #expect(try await fixture.ids(fixture.ann, Self.everything) == ["lisbon", "porto"])
        let page = PageRequest(limit: 1)
        let current = try await fixture.memories.list(fixture.ann, MemoryFilter(), order: .newestFirst, page: page)
        #expect(current.total == 1)
        for (filter, ids) in [(MemoryFilter(), ["porto"]), (Self.everything, ["lisbon", "porto"])] {
            let words = try await fixture.find(fixture.ann, words: ["lives"], filter: filter)
            #expect(words.map(\.memory.id).sorted() == ids)
            let near = try await fixture.find(fixture.ann, vector: direction(0), filter: filter)
            #expect(near.map(\.memory.id).sorted() == ids)
        }
        let old = try #require(try await fixture.memories.memory(fixture.ann, id: "lisbon"))
        #expect(old.supersededBy == "porto")
        let new = try #require(try await fixture.memories.memory(fixture.ann, id: "porto"))
        #expect(new.supersedes == ["lisbon", "none"] && new.supersededBy == nil)
    }

    @Test("Many replaced memories do not crowd current ones out of a semantic search", arguments: Backend.available)
    func crowd(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let old = (0..<150).map { "old\($0)" }
        for id in old { try await fixture.remember(fixture.ann, id, vector: direction(0)) }
        try await fixture.remember(fixture.ann, "far", vector: direction(60))
        for start in stride(from: 0, to: old.count, by: 50) {
            try await fixture.remember(fixture.ann, "new\(start)", vector: direction(50)) {
                $0.supersedes = Array(old[start..<start + 50])
            }
        }
        let found = try await fixture.find(fixture.ann, vector: direction(0))
        #expect(found.map(\.memory.id).sorted() == ["far", "new0", "new100", "new50"])
    }

    @Test(
        "Nobody replaces a memory of another user, of another workspace or out of reach",
        arguments: Backend.available
    )
    func isolation(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        for access in [fixture.ann, fixture.bob, fixture.cyd, fixture.dan, fixture.foreign] {
            try await fixture.remember(access, "m", "the same id for everyone")
        }
        try await fixture.remember(fixture.ann, "new") { $0.supersedes = ["m"] }
        try await fixture.remember(fixture.cyd, "new") { $0.supersedes = ["m"] }
        #expect(try await fixture.ids(fixture.ann) == ["new"])
        #expect(try await fixture.ids(fixture.cyd) == ["new"])
        for access in [fixture.bob, fixture.dan, fixture.foreign] {
            #expect(try await fixture.memories.memory(access, id: "m")?.supersededBy == nil)
            #expect(try await fixture.ids(access) == ["m"])
        }
    }

    @Test("Without its replacement the memory is current again", arguments: Backend.available)
    func deletion(backend: Backend) async throws {
        let fixture = try await moved(backend) { $0.ann }
        #expect(try await fixture.memories.delete(fixture.ann, ids: ["porto"]) == 1)
        #expect(try await fixture.ids(fixture.ann) == ["lisbon"])
        #expect(try await fixture.memories.memory(fixture.ann, id: "lisbon")?.supersededBy == nil)
    }

    @Test("When the replacement moves to another user, the memory is current again", arguments: Backend.available)
    func moving(backend: Backend) async throws {
        let fixture = try await moved(backend) { $0.cyd }
        let previous = try #require(try await fixture.memories.memory(fixture.cyd, id: "porto"))
        var moved = previous
        moved.userID = "dan"
        let stored = StoredMemory(memory: moved, searchText: moved.text, vector: nil)
        #expect(try await fixture.memories.replace(fixture.everyone, stored, previous: previous, model: nil))
        #expect(try await fixture.ids(fixture.cyd) == ["lisbon"])
        #expect(try await fixture.memories.memory(fixture.dan, id: "porto")?.supersedes == [])
    }

    @Test("Two memories never replace each other, and none replaces itself", arguments: Backend.available)
    func cycles(backend: Backend) async throws {
        let fixture = try await moved(backend) { $0.ann }
        try await fixture.remember(fixture.ann, "lisbon", "Ann lives in Lisbon again") {
            $0.supersedes = ["porto", "lisbon"]
        }
        #expect(try await fixture.ids(fixture.ann) == ["lisbon"])
        #expect(try await fixture.memories.memory(fixture.ann, id: "porto")?.supersededBy == "lisbon")
    }

    @Test("A revision adds and takes back what a memory replaces", arguments: Backend.available)
    func revision(backend: Backend) async throws {
        let fixture = try await moved(backend) { $0.ann }
        try await fixture.remember(fixture.ann, "madrid")
        for (ids, current) in [
            (["madrid"], ["lisbon", "porto"]), ([], ["lisbon", "madrid", "porto"]), (["lisbon", "madrid"], ["porto"]),
        ] {
            let previous = try #require(try await fixture.memories.memory(fixture.ann, id: "porto"))
            var memory = previous
            memory.supersedes = ids
            let stored = StoredMemory(memory: memory, searchText: memory.text, vector: nil)
            #expect(try await fixture.memories.replace(fixture.ann, stored, previous: previous, model: nil))
            #expect(try await fixture.ids(fixture.ann) == current)
            #expect(try await fixture.memories.memory(fixture.ann, id: "porto")?.supersedes == ids)
        }
    }

    @Test("The text of a replaced memory is not known: stored again, it is found again", arguments: Backend.available)
    func known(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        try await fixture.remember(fixture.ann, "lisbon") { $0.hash = "h1" }
        try await fixture.remember(fixture.ann, "porto") { $0.supersedes = ["lisbon"] }
        let again = Memory(
            id: "back",
            text: "lisbon",
            kind: .semantic,
            userID: "ann",
            createdAt: People.dawn,
            hash: "h1",
            supersedes: ["porto"]
        )
        let stored = StoredMemory(memory: again, searchText: again.text, vector: nil)
        #expect(try await fixture.memories.put(fixture.ann, [stored], model: nil, unlessKnown: true) == [])
        #expect(try await fixture.ids(fixture.ann) == ["back"])
    }

    @Test("A text that is known replaces memories through the memory that holds it", arguments: Backend.available)
    func holder(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        try await fixture.remember(fixture.ann, "old")
        try await fixture.remember(fixture.ann, "holder") { $0.hash = "h1" }
        let same = Memory(
            id: "same",
            text: "holder",
            kind: .semantic,
            userID: "ann",
            createdAt: People.dawn,
            hash: "h1",
            supersedes: ["old"]
        )
        let stored = StoredMemory(memory: same, searchText: same.text, vector: nil)
        let known = try await fixture.memories.put(fixture.ann, [stored], model: nil, unlessKnown: true)
        #expect(known.map(\.holder) == ["holder"])
        #expect(try await fixture.ids(fixture.ann) == ["holder"])
        #expect(try await fixture.memories.memory(fixture.ann, id: "old")?.supersededBy == "holder")
    }
}

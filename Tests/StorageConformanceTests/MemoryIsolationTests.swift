import Base
import Identity
import Memories
import TestSupport
import Testing

/// For every method that takes an `Access`: data of a foreign workspace or user looks absent.
@Suite struct MemoryIsolationTests {
    /// The accesses that must not see Cyd's memory: another user of the same workspace, another workspace, a user with
    /// their own.
    private func strangers(_ fixture: MemoryStoreFixture) -> [Access] { [fixture.dan, fixture.foreign, fixture.bob] }

    private func opened(_ backend: Backend) async throws -> (fixture: MemoryStoreFixture, memory: Memory) {
        let fixture = try await MemoryStoreFixture(backend)
        let memory = try await fixture.remember(fixture.cyd, "secret", "the hidden word", vector: direction(5)) {
            $0.hash = "h"
        }
        return (fixture, memory)
    }

    @Test(arguments: Backend.available)
    func readingFindsNothing(backend: Backend) async throws {
        let (fixture, memory) = try await opened(backend)
        for stranger in strangers(fixture) {
            #expect(try await fixture.memories.memory(stranger, id: "secret") == nil)
            #expect(try await fixture.memories.memories(stranger, ids: ["secret"]).isEmpty)
            #expect(try await fixture.memories.existing(stranger, hashes: ["h"], of: "cyd").isEmpty)
            let page = try await fixture.memories.list(
                stranger,
                MemoryFilter(),
                order: .newestFirst,
                page: PageRequest(limit: 9)
            )
            #expect(page.items.isEmpty && page.total == 0)
        }
        for owner in [fixture.cyd, fixture.everyone] {
            #expect(try await fixture.memories.memory(owner, id: "secret") == memory)
            #expect(try await fixture.memories.existing(owner, hashes: ["h"], of: "cyd") == ["h": "secret"])
        }
    }

    @Test(arguments: Backend.available)
    func searchingFindsNothing(backend: Backend) async throws {
        let (fixture, _) = try await opened(backend)
        // A filter cannot widen the reach.
        var cyds = MemoryFilter()
        cyds.userID = TagFilter([.equal("cyd")])
        for stranger in strangers(fixture) {
            for filter in [MemoryFilter(), cyds] {
                #expect(
                    try await fixture.find(stranger, words: ["hidden"], vector: direction(5), filter: filter).isEmpty
                )
                #expect(try await fixture.ids(stranger, filter) == [])
            }
        }
        #expect(
            try await fixture.find(fixture.everyone, words: ["hidden"], vector: direction(5), filter: cyds).count == 1
        )
        // The handle of another user's memory does not open it, nor does the handle of a memory outside the filter.
        let request = CandidateRequest(words: ["hidden"], vector: nil, model: nil, filter: MemoryFilter(), limit: 9)
        let handles = try await fixture.memories.candidates(fixture.cyd, request)
        #expect(handles.count == 1)
        for stranger in strangers(fixture) {
            #expect(try await fixture.memories.memories(stranger, of: handles, MemoryFilter()).isEmpty)
        }
        var dans = MemoryFilter()
        dans.userID = TagFilter([.equal("dan")])
        #expect(try await fixture.memories.memories(fixture.everyone, of: handles, dans).isEmpty)
        #expect(try await fixture.memories.memories(fixture.everyone, of: handles, cyds).count == 1)
        #expect(try await fixture.find(fixture.cyd, words: ["hidden"], vector: direction(5)).count == 1)
    }

    @Test(arguments: Backend.available)
    func writingChangesNothing(backend: Backend) async throws {
        let (fixture, memory) = try await opened(backend)
        var changed = memory
        changed.text = "stolen"
        for stranger in strangers(fixture) {
            #expect(try await fixture.memories.delete(stranger, ids: ["secret"]) == 0)
            try await fixture.memories.touch(stranger, ids: ["secret"], at: Timestamp(seconds: 9_999_999_999))
        }
        for stranger in [fixture.dan, fixture.bob] {
            let stored = StoredMemory(memory: changed, searchText: "stolen", vector: nil)
            #expect(try await fixture.memories.replace(stranger, stored, previous: memory, model: nil) == false)
            await #expect(throws: Fault.self) { try await fixture.memories.put(stranger, [stored], model: nil) }
        }
        let foreign = StoredMemory(memory: changed, searchText: "stolen", vector: nil)
        #expect(try await fixture.memories.replace(fixture.foreign, foreign, previous: memory, model: nil) == false)
        // The same id in another workspace is another memory.
        try await fixture.memories.put(fixture.foreign, [foreign], model: nil)
        #expect(try await fixture.memories.memory(fixture.cyd, id: "secret") == memory)
    }

    @Test(arguments: Backend.available)
    func aMemoryCannotBeMovedToAUserOutOfReach(backend: Backend) async throws {
        let (fixture, memory) = try await opened(backend)
        var moved = memory
        moved.userID = "dan"
        let stored = StoredMemory(memory: moved, searchText: "x", vector: nil)
        await #expect(throws: Fault.self) {
            try await fixture.memories.replace(fixture.cyd, stored, previous: memory, model: nil)
        }
        #expect(try await fixture.memories.memory(fixture.cyd, id: "secret") == memory)
    }

    @Test(arguments: Backend.available)
    func aReadOnlyAccessWritesNothing(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let memory = try await fixture.remember(fixture.ann, "m")
        let stored = StoredMemory(memory: memory, searchText: "x", vector: nil)
        await #expect(throws: StoreFailure.self) {
            try await fixture.memories.put(fixture.annReading, [stored], model: nil)
        }
        await #expect(throws: StoreFailure.self) { try await fixture.memories.delete(fixture.annReading, ids: ["m"]) }
        await #expect(throws: StoreFailure.self) {
            try await fixture.memories.replace(fixture.annReading, stored, previous: memory, model: nil)
        }
        #expect(try await fixture.memories.memory(fixture.annReading, id: "m") == memory)
    }

    @Test(arguments: Backend.available)
    func ofMemoriesWithOneIdTheAuthorsOwnIsReturned(backend: Backend) async throws {
        let stores = try backend.open()
        let crew = People.team("crew")
        _ = try await stores.identity.workspaces.add(crew)
        for name in ["ann", "bob"] {
            let access = try AccessPolicy.access(People.person(name, in: crew, role: .member), to: .write)
            let memory = Memory(id: "m", text: name, kind: .semantic, userID: name, createdAt: People.dawn)
            try await stores.memories.put(
                access,
                [StoredMemory(memory: memory, searchText: name, vector: nil)],
                model: nil
            )
        }
        let bob = try AccessPolicy.access(People.person("bob", in: crew, role: .reader), to: .read)
        #expect(try await stores.memories.memory(bob, id: "m")?.text == "bob")
        #expect(
            try await stores.memories.list(bob, MemoryFilter(), order: .newestFirst, page: PageRequest(limit: 9)).total
                == 2
        )
    }
}

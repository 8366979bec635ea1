import Base
import Identity
import Memories
import TestSupport
import Testing

/// For every method that takes an `Access`: a foreign workspace and a foreign user behave as absent.
@Suite struct MemoryIsolationTests {
    /// Who must not see Cyd's memory: another user of the same workspace, another workspace, a person with their own.
    private func strangers(_ house: MemoryHouse) -> [Access] { [house.dan, house.foreign, house.bob] }

    private func opened(_ backend: Backend) async throws -> (house: MemoryHouse, memory: Memory) {
        let house = try await MemoryHouse(backend)
        let memory = try await house.remember(house.cyd, "secret", "the hidden word", vector: direction(5)) {
            $0.hash = "h"
        }
        return (house, memory)
    }

    @Test(arguments: Backend.available)
    func readingFindsNothing(backend: Backend) async throws {
        let (house, memory) = try await opened(backend)
        for stranger in strangers(house) {
            #expect(try await house.memories.memory(stranger, id: "secret") == nil)
            #expect(try await house.memories.memories(stranger, ids: ["secret"]).isEmpty)
            #expect(try await house.memories.existing(stranger, hashes: ["h"], of: "cyd").isEmpty)
            let page = try await house.memories.list(
                stranger,
                MemoryFilter(),
                order: .newestFirst,
                page: PageRequest(limit: 9)
            )
            #expect(page.items.isEmpty && page.total == 0)
        }
        for owner in [house.cyd, house.everyone] {
            #expect(try await house.memories.memory(owner, id: "secret") == memory)
            #expect(try await house.memories.existing(owner, hashes: ["h"], of: "cyd") == ["h": "secret"])
        }
    }

    @Test(arguments: Backend.available)
    func searchingFindsNothing(backend: Backend) async throws {
        let (house, _) = try await opened(backend)
        // A filter cannot widen the reach.
        var cyds = MemoryFilter()
        cyds.userID = TagFilter([.equal("cyd")])
        for stranger in strangers(house) {
            for filter in [MemoryFilter(), cyds] {
                #expect(try await house.find(stranger, words: ["hidden"], vector: direction(5), filter: filter).isEmpty)
                #expect(try await house.ids(stranger, filter) == [])
            }
        }
        #expect(try await house.find(house.everyone, words: ["hidden"], vector: direction(5), filter: cyds).count == 1)
        // Nor does the handle of a foreign memory open it, nor one that a filter leaves out.
        let request = CandidateRequest(words: ["hidden"], vector: nil, model: nil, filter: MemoryFilter(), limit: 9)
        let handles = try await house.memories.candidates(house.cyd, request)
        #expect(handles.count == 1)
        for stranger in strangers(house) {
            #expect(try await house.memories.memories(stranger, of: handles, MemoryFilter()).isEmpty)
        }
        var dans = MemoryFilter()
        dans.userID = TagFilter([.equal("dan")])
        #expect(try await house.memories.memories(house.everyone, of: handles, dans).isEmpty)
        #expect(try await house.memories.memories(house.everyone, of: handles, cyds).count == 1)
        #expect(try await house.find(house.cyd, words: ["hidden"], vector: direction(5)).count == 1)
    }

    @Test(arguments: Backend.available)
    func writingChangesNothing(backend: Backend) async throws {
        let (house, memory) = try await opened(backend)
        var changed = memory
        changed.text = "stolen"
        for stranger in strangers(house) {
            #expect(try await house.memories.delete(stranger, ids: ["secret"]) == 0)
            try await house.memories.touch(stranger, ids: ["secret"], at: Timestamp(seconds: 9_999_999_999))
        }
        for stranger in [house.dan, house.bob] {
            let stored = StoredMemory(memory: changed, searchText: "stolen", vector: nil)
            #expect(try await house.memories.replace(stranger, stored, previous: memory, model: nil) == false)
            await #expect(throws: Fault.self) { try await house.memories.put(stranger, [stored], model: nil) }
        }
        let foreign = StoredMemory(memory: changed, searchText: "stolen", vector: nil)
        #expect(try await house.memories.replace(house.foreign, foreign, previous: memory, model: nil) == false)
        // The same id in another workspace is another memory.
        try await house.memories.put(house.foreign, [foreign], model: nil)
        #expect(try await house.memories.memory(house.cyd, id: "secret") == memory)
    }

    @Test(arguments: Backend.available)
    func aMemoryCannotBeMovedToAUserOutOfReach(backend: Backend) async throws {
        let (house, memory) = try await opened(backend)
        var moved = memory
        moved.userID = "dan"
        let stored = StoredMemory(memory: moved, searchText: "x", vector: nil)
        await #expect(throws: Fault.self) {
            try await house.memories.replace(house.cyd, stored, previous: memory, model: nil)
        }
        #expect(try await house.memories.memory(house.cyd, id: "secret") == memory)
    }

    @Test(arguments: Backend.available)
    func anAccessForReadingWritesNothing(backend: Backend) async throws {
        let house = try await MemoryHouse(backend)
        let memory = try await house.remember(house.ann, "m")
        let stored = StoredMemory(memory: memory, searchText: "x", vector: nil)
        await #expect(throws: StoreFailure.self) {
            try await house.memories.put(house.annReading, [stored], model: nil)
        }
        await #expect(throws: StoreFailure.self) { try await house.memories.delete(house.annReading, ids: ["m"]) }
        await #expect(throws: StoreFailure.self) {
            try await house.memories.replace(house.annReading, stored, previous: memory, model: nil)
        }
        #expect(try await house.memories.memory(house.annReading, id: "m") == memory)
    }

    @Test(arguments: Backend.available)
    func ofMemoriesWithOneIdTheAuthorsOwnIsMeant(backend: Backend) async throws {
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

import Base
import Identity
import Memories
import TestSupport
import Testing

/// Archived memories: put away, not found unless asked for, and brought back by undoing the application.
@Suite struct ArchiveTests {
    private typealias Scene = UndoTests.Scene

    private func listed(_ scene: Scene, _ archived: MemoryFilter.Archived, user: Bool = false) async throws -> [String]
    {
        var filter = MemoryFilter()
        filter.archived = archived
        if user { filter.userID = TagFilter([.equal("ann")]) }
        let page = try await scene.fixture.memories.list(
            scene.good,
            filter,
            order: .oldestFirst,
            page: PageRequest(limit: 50)
        )
        #expect(page.total == page.items.count)
        #expect(archived == .include || page.items.allSatisfy { $0.archived == (archived == .only) })
        return page.items.map(\.id)
    }

    private func found(_ scene: Scene, _ archived: MemoryFilter.Archived) async throws -> Set<String> {
        var query = MemoryQuery(text: "before", mode: .keyword, page: PageRequest(limit: 50))
        query.filter.archived = archived
        return Set(try await scene.service.search(scene.good, query).memories.map(\.memory.id))
    }

    @Test("An archived memory is found and listed only when asked for", arguments: Backend.available)
    func found(backend: Backend) async throws {
        let scene = try await Scene(backend)
        let all = try await listed(scene, .exclude)
        let matches = try await found(scene, .exclude)
        #expect(matches.contains("kept"))
        #expect(try await scene.service.archive(scene.good, ids: ["kept", "own", "unknown"]) == 2)
        #expect(try await scene.service.archive(scene.good, ids: ["kept"]) == 0)
        for user in [false, true] {
            #expect(try await listed(scene, .exclude, user: user) == all.filter { !["kept", "own"].contains($0) })
            #expect(try await listed(scene, .include, user: user) == all)
            #expect(try await listed(scene, .only, user: user) == ["kept", "own"])
        }
        #expect(try await found(scene, .exclude) == matches.subtracting(["kept", "own"]))
        #expect(try await found(scene, .include) == matches)
        #expect(try await found(scene, .only) == matches.intersection(["kept", "own"]))
        // It is still read by its id, with its content and edition as they were.
        #expect(try await scene.service.memory(scene.good, id: "kept").archived)
        #expect(try await scene.service.history(scene.good, id: "kept").edition == 1)
        #expect(try await scene.service.unarchive(scene.good, ids: ["kept", "own"]) == 2)
        #expect(try await listed(scene, .exclude) == all)
    }

    @Test("A change archives one memory; storing it again takes it out", arguments: Backend.available)
    func changed(backend: Backend) async throws {
        let scene = try await Scene(backend)
        var revision = Revision()
        revision.archived = true
        #expect(try await scene.service.revise(scene.good, id: "kept", revision).archived)
        #expect(try await listed(scene, .only) == ["kept"])
        // The text of an archived memory is not known: it would not be found.
        let memory = Memory(id: "copy", text: "kept before", kind: .semantic, createdAt: scene.clock.now())
        let outcome = try await scene.service.remember(scene.good, [memory], deduplicate: true)
        #expect(outcome.stored == ["copy"])
        try await Scene.put(scene.service, scene.good, scene.clock, "kept", "kept again")
        #expect(try await listed(scene, .only).isEmpty)
    }

    @Test(
        "Undoing an application takes out what it archived, and taking back archives it again",
        arguments: Backend.available
    )
    func undo(backend: Backend) async throws {
        let scene = try await Scene(backend)
        #expect(try await scene.service.archive(scene.good, ids: ["later"]) == 1)
        #expect(try await scene.service.archive(scene.bad, ids: ["kept", "changed", "new"]) == 3)
        let plan = try await scene.service.undoPlan(scene.good, Scene.bad, since: scene.moment)
        #expect(Set(plan.steps.filter(\.isUnarchived).map(\.memory.id)) == ["kept", "changed", "new"])
        let undone = try #require(try await scene.service.undo(scene.good, Scene.bad, since: scene.moment))
        #expect(try await listed(scene, .only) == ["later"])
        #expect(try await scene.service.memory(scene.good, id: "kept").text == "kept before")
        #expect(try await scene.service.memory(scene.good, id: "changed").text == "changed before")
        #expect(try await scene.service.history(scene.good, id: "kept").edition == 1)
        _ = try await scene.service.takeBack(scene.good, undone.id)
        #expect(Set(try await listed(scene, .only)) == ["kept", "changed", "new", "later"])
    }

    @Test("Nobody archives a memory out of reach, or with an access for reading", arguments: Backend.available)
    func isolation(backend: Backend) async throws {
        let scene = try await Scene(backend)
        let bob = try AccessPolicy.access(People.person("bob", credential: .apiToken(ID("bad"))), to: .write)
        for stranger in [bob, scene.fixture.cyd, scene.fixture.foreign] {
            #expect(try await scene.service.archive(stranger, ids: ["kept"]) == 0)
            let now = scene.clock.now()
            #expect(try await scene.fixture.memories.archive(stranger, ids: ["kept"], true, at: now).isEmpty)
        }
        let reading = try ProvenanceTests.Writers.access("good", to: .read)
        await #expect(throws: (any Error).self) { try await scene.service.archive(reading, ids: ["kept"]) }
        #expect(try await listed(scene, .only).isEmpty)
    }
}

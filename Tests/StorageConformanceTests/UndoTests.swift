import Base
import Identity
import Memories
import TestSupport
import Testing

/// Undoing what an application wrote: a dry run, one step, and bringing it back.
@Suite struct UndoTests {
    /// Ann's memories, written through `good` before the moment and through `bad` after it.
    struct Scene {
        let fixture: MemoryStoreFixture
        let clock = ManualClock()
        let service: MemoryService
        let moment: Timestamp
        let good: Access
        let bad: Access
        static let bad = [ApplicationID(.apiToken, id: "bad")]
        var undos: any UndoStore { fixture.stores.records.undos }

        init(_ backend: Backend) async throws {
            fixture = try await MemoryStoreFixture(backend)
            service = fixture.stores.service(time: clock)
            good = try ProvenanceTests.Writers.access("good")
            bad = try ProvenanceTests.Writers.access("bad")
            for id in ["kept", "changed", "twice", "later", "deleted"] {
                try await Self.put(service, good, clock, id, "\(id) before")
            }
            // The application also wrote before the moment.
            try await Self.put(service, bad, clock, "own", "own before")
            clock.advance(by: .seconds(60))
            moment = clock.now()
            for (id, text) in [
                ("changed", "changed by bad"), ("twice", "twice by bad"), ("twice", "twice by bad again"),
                ("later", "later by bad"), ("own", "own by bad"), ("new", "new by bad"),
            ] {
                clock.advance(by: .seconds(1))
                try await Self.put(service, bad, clock, id, text)
            }
            try await Self.put(service, good, clock, "later", "later by good")
            _ = try await service.delete(bad, ids: ["deleted"])
        }

        static func put(_ service: MemoryService, _ access: Access, _ clock: ManualClock, _ id: String, _ text: String)
            async throws
        {
            let memory = Memory(id: id, text: text, kind: .semantic, createdAt: clock.now())
            _ = try await service.remember(access, [memory], deduplicate: false)
        }

        func texts() async throws -> [String: String] {
            let page = try await fixture.memories.list(
                good,
                MemoryFilter(),
                order: .oldestFirst,
                page: PageRequest(limit: 50)
            )
            return Dictionary(uniqueKeysWithValues: page.items.map { ($0.id, $0.text) })
        }
    }

    @Test("The dry run names the outcome of each memory, and undoing does exactly that", arguments: Backend.available)
    func dryRunAndUndo(backend: Backend) async throws {
        let scene = try await Scene(backend)
        let before = try await scene.texts()
        let plan = try await scene.service.undoPlan(scene.good, Scene.bad, since: scene.moment)
        let outcomes = Dictionary(uniqueKeysWithValues: plan.steps.map { ($0.memory.id, $0.outcome) })
        #expect(Set(outcomes.keys) == ["changed", "twice", "later", "own", "new", "deleted"] && !plan.hasMore)
        #expect(outcomes["new"] == .removes && outcomes["later"] == .stays(.changedLater))
        #expect(plan.steps.filter(\.isDeleted).map(\.memory.id) == ["deleted"])
        for id in ["changed", "twice", "own", "deleted"] {
            guard case .restores(let version)? = outcomes[id] else {
                Issue.record("\(id) is not restored")
                continue
            }
            #expect(version.text == "\(id) before")
        }
        #expect(try await scene.texts() == before)

        let undone = try #require(try await scene.service.undo(scene.good, Scene.bad, since: scene.moment))
        #expect(undone.restored == 4 && undone.removed == 1)
        #expect(
            try await scene.texts() == [
                "kept": "kept before", "changed": "changed before", "twice": "twice before", "own": "own before",
                "later": "later by good", "deleted": "deleted before",
            ]
        )
        #expect(try await scene.service.undo(scene.good, Scene.bad, since: scene.moment) == nil)
        let history = try await scene.service.history(scene.good, id: "twice")
        #expect(history.former.map(\.text) == ["twice by bad again", "twice by bad", "twice before"])
    }

    @Test("An undoing is taken back once, within a day, except what changed since", arguments: Backend.available)
    func takeBack(backend: Backend) async throws {
        let scene = try await Scene(backend)
        let before = try await scene.texts()
        let undone = try #require(try await scene.service.undo(scene.good, Scene.bad, since: scene.moment))
        #expect(try await scene.service.undone(scene.good) == [undone])
        try await Scene.put(scene.service, scene.good, scene.clock, "own", "own after")
        let taken = try await race(4) { _ in try? await scene.service.takeBack(scene.good, undone.id) }
        #expect(taken.compactMap(\.self) == [4])
        var expected = before
        expected["own"] = "own after"
        #expect(try await scene.texts() == expected)
        #expect(try await scene.service.undone(scene.good).isEmpty)
        // The application is again the writer of the memories that came back, so they can be undone again.
        let again = try await scene.service.undoPlan(scene.good, Scene.bad, since: scene.moment)
        #expect(again.steps.contains { $0.memory.id == "new" && $0.outcome == .removes })
    }

    @Test("After a day an undoing cannot be taken back, and is forgotten", arguments: Backend.available)
    func time(backend: Backend) async throws {
        let scene = try await Scene(backend)
        let undone = try #require(try await scene.service.undo(scene.good, Scene.bad, since: scene.moment))
        scene.clock.advance(by: UndoneApplication.lifetime)
        await #expect(throws: Fault.self) { try await scene.service.takeBack(scene.good, undone.id) }
        #expect(try await scene.service.undone(scene.good).isEmpty)
        #expect(try await scene.undos.purge(upTo: undone.at.advanced(by: .seconds(-1))) == 0)
        #expect(try await scene.undos.purge(upTo: undone.at) == 1)
    }

    @Test("A memory that somebody pinned stays, and so does one whose versions are gone", arguments: Backend.available)
    func whatStays(backend: Backend) async throws {
        let scene = try await Scene(backend)
        var pin = Revision()
        pin.pinned = true
        _ = try await scene.service.revise(scene.good, id: "new", pin)
        _ = try await scene.service.delete(scene.bad, ids: ["twice"])
        _ = try await scene.fixture.stores.records.versions.purge(
            keeping: 0,
            replacedBefore: scene.clock.now().advanced(by: .seconds(1))
        )
        let plan = try await scene.service.undoPlan(scene.good, Scene.bad, since: scene.moment)
        let outcomes = Dictionary(uniqueKeysWithValues: plan.steps.map { ($0.memory.id, $0.outcome) })
        #expect(outcomes["new"] == .stays(.pinned) && outcomes["changed"] == .stays(.versionGone))
        #expect(outcomes["twice"] == .stays(.versionGone))
        let undone = try await scene.service.undo(scene.good, Scene.bad, since: scene.moment)
        #expect(undone?.restored == 1 && undone?.removed == 0)
    }

    @Test("A change between dry run and undoing is never overwritten", arguments: Backend.available)
    func changedInBetween(backend: Backend) async throws {
        let scene = try await Scene(backend)
        let found = try await scene.undos.written(scene.good, by: Scene.bad, since: scene.moment, limit: 9)
        let changes = found.filter { ["new", "changed"].contains($0.memory.id) }.map {
            UndoChange(memory: $0.memory, edition: $0.edition, replacement: nil)
        }
        try await Scene.put(scene.service, scene.good, scene.clock, "changed", "changed by good")
        let undone = UndoneApplication(
            id: ID("u"),
            application: Scene.bad[0],
            since: scene.moment,
            at: scene.clock.now(),
            restored: 0,
            removed: 2
        )
        let before = try await scene.texts()
        #expect(try await scene.undos.undo(scene.good, undone, changes) == false)
        #expect(try await scene.texts() == before)
        #expect(try await scene.undos.undone(scene.good, after: People.dawn).isEmpty)
    }

    // MARK: Isolation

    @Test("Nobody plans, makes or takes back an undoing out of reach", arguments: Backend.available)
    func isolation(backend: Backend) async throws {
        let scene = try await Scene(backend)
        let bob = try AccessPolicy.access(People.person("bob", credential: .apiToken(ID("bad"))), to: .write)
        let strangers = [bob, scene.fixture.cyd, scene.fixture.everyone, scene.fixture.foreign]
        for stranger in strangers {
            #expect(try await scene.undos.written(stranger, by: Scene.bad, since: People.dawn, limit: 9).isEmpty)
            #expect(try await scene.service.undo(stranger, Scene.bad, since: People.dawn) == nil)
        }
        let undone = try #require(try await scene.service.undo(scene.good, Scene.bad, since: scene.moment))
        for stranger in strangers {
            #expect(try await scene.undos.undone(stranger, after: People.dawn).isEmpty)
            #expect(try await scene.undos.takeBack(stranger, undone.id, after: People.dawn) == nil)
        }
        #expect(try await scene.undos.takeBack(scene.good, undone.id, after: People.dawn)?.count == 5)
        // An access for reading changes nothing.
        let reading = try ProvenanceTests.Writers.access("good", to: .read)
        await #expect(throws: StoreFailure.self) { try await scene.undos.undo(reading, undone, []) }
    }
}

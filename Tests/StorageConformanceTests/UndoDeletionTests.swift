import Base
import Identity
import Memories
import TestSupport
import Testing

/// Undoing an application brings back what it deleted.
@Suite struct UndoDeletionTests {
    private typealias Scene = UndoTests.Scene

    private func history(_ scene: Scene, _ id: String) async throws -> [String] {
        let history = try await scene.service.history(scene.good, id: id)
        return ([history.memory.text] + history.former.map(\.text))
    }

    @Test("A memory that was changed and deleted comes back as it was before both", arguments: Backend.available)
    func changedAndDeleted(backend: Backend) async throws {
        let scene = try await Scene(backend)
        _ = try await scene.service.delete(scene.bad, ids: ["twice", "later", "new", "own"])
        let undone = try #require(try await scene.service.undo(scene.good, Scene.bad, since: scene.moment))
        #expect(
            try await scene.texts() == [
                "kept": "kept before", "changed": "changed before", "twice": "twice before", "own": "own before",
                "later": "later by good", "deleted": "deleted before",
            ]
        )
        #expect(undone.restored == 5 && undone.removed == 0)
        #expect(
            try await history(scene, "twice") == [
                "twice before", "twice by bad again", "twice by bad", "twice before",
            ]
        )
        #expect(try await history(scene, "later") == ["later by good", "later by bad", "later before"])
        // It is found by its words and labels again.
        let query = MemoryQuery(text: "deleted", mode: .keyword)
        #expect(try await scene.service.search(scene.good, query).memories.map(\.memory.id) == ["deleted"])
        let memory = try await scene.service.memory(scene.good, id: "deleted")
        #expect(memory.provenance?.created?.provenance.credential == "good")

        #expect(try await scene.service.takeBack(scene.good, undone.id) == 5)
        #expect(Set(try await scene.texts().keys) == ["kept", "changed"])
        // The application is again who deleted them.
        let again = try await scene.service.undoPlan(scene.good, Scene.bad, since: scene.moment)
        #expect(again.steps.filter(\.isDeleted).count == 4)
        #expect(try await scene.service.undo(scene.good, Scene.bad, since: scene.moment) != nil)
        #expect(try await scene.texts()["deleted"] == "deleted before")
    }

    @Test("A memory with the same id stays, unless the application stored it", arguments: Backend.available)
    func idTaken(backend: Backend) async throws {
        let scene = try await Scene(backend)
        try await Scene.put(scene.service, scene.good, scene.clock, "deleted", "deleted, and written again by good")
        var plan = try await scene.service.undoPlan(scene.good, Scene.bad, since: scene.moment)
        #expect(plan.steps.first(where: \.isDeleted)?.outcome == .stays(.changedLater))

        _ = try await scene.service.delete(scene.bad, ids: ["deleted", "kept"])
        try await Scene.put(scene.service, scene.bad, scene.clock, "kept", "kept, but by bad")
        plan = try await scene.service.undoPlan(scene.good, Scene.bad, since: scene.moment)
        #expect(plan.steps.filter(\.isDeleted).count == 2)
        let before = try await scene.texts()
        let undone = try #require(try await scene.service.undo(scene.good, Scene.bad, since: scene.moment))
        #expect(try await scene.texts()["deleted"] == "deleted, and written again by good")
        #expect(try await scene.texts()["kept"] == "kept before")
        _ = try await scene.service.takeBack(scene.good, undone.id)
        #expect(try await scene.texts() == before)
    }

    @Test("What a person deletes on the pages, or nobody keeps, is gone at once", arguments: Backend.available)
    func goneAtOnce(backend: Backend) async throws {
        let scene = try await Scene(backend)
        let page = try AccessPolicy.access(People.person("ann", credential: .browserSession("s")), to: .write)
        _ = try await scene.service.delete(page, ids: ["kept"])
        _ = try await scene.fixture.memories.delete(scene.bad, ids: ["changed"])
        let browser = try #require(page.provenance).application
        #expect(try await scene.undos.written(scene.good, by: [browser], since: People.dawn, limit: 9).isEmpty)
        let plan = try await scene.service.undoPlan(scene.good, Scene.bad, since: scene.moment)
        #expect(plan.steps.filter(\.isDeleted).map(\.memory.id) == ["deleted"])
    }

    @Test("After the time for it, a deleted memory is gone with its versions", arguments: Backend.available)
    func purged(backend: Backend) async throws {
        let scene = try await Scene(backend)
        _ = try await scene.service.delete(scene.bad, ids: ["twice"])
        let now = scene.clock.now()
        #expect(try await scene.undos.purgeDeleted(before: scene.moment) == 0)
        #expect(try await scene.undos.purgeDeleted(before: now.advanced(by: .seconds(1))) == 2)
        let plan = try await scene.service.undoPlan(scene.good, Scene.bad, since: scene.moment)
        #expect(!plan.steps.contains { $0.isDeleted })
        // A removed workspace or user takes the deleted memories along.
        _ = try await scene.service.delete(scene.bad, ids: ["kept"])
        _ = try await scene.fixture.stores.identity.users.delete(ID("us-ann"), keepingAnAdministrator: false)
        #expect(try await scene.undos.purgeDeleted(before: now.advanced(by: .seconds(99))) == 0)
    }

    @Test("Nobody brings back a deleted memory out of reach", arguments: Backend.available)
    func isolation(backend: Backend) async throws {
        let scene = try await Scene(backend)
        let bob = try AccessPolicy.access(People.person("bob", credential: .apiToken(ID("bad"))), to: .write)
        let deleted = try await scene.undos.written(scene.good, by: Scene.bad, since: scene.moment, limit: 9)
            .filter { $0.deletion != nil }
        #expect(deleted.map(\.memory.id) == ["deleted"])
        let change = UndoChange(
            memory: deleted[0].memory,
            edition: deleted[0].edition,
            replacement: nil,
            isDeleted: true
        )
        let undone = UndoneApplication(
            id: ID("u"),
            application: Scene.bad[0],
            since: scene.moment,
            at: scene.clock.now(),
            restored: 1,
            removed: 0
        )
        for stranger in [bob, scene.fixture.cyd, scene.fixture.foreign] {
            #expect(try await scene.undos.written(stranger, by: Scene.bad, since: People.dawn, limit: 9).isEmpty)
            #expect((try? await scene.undos.undo(stranger, undone, [change])) != true)
        }
        #expect(try await scene.texts()["deleted"] == nil)
    }
}

import Base
import Identity
import Memories
import TestSupport
import Testing

/// Reads and writes as events.
@Suite struct MemoryEventTests {
    typealias Writers = ProvenanceTests.Writers

    private func write(_ access: Access, _ action: MemoryEvent.Action, _ ids: [String], at second: Int) throws
        -> MemoryEvent
    {
        MemoryEvent(
            at: Writers.time(second),
            action: action,
            provenance: try #require(access.provenance),
            workspace: access.workspace,
            memories: ids.map { OwnedID(id: $0, userID: access.author) },
            count: ids.count
        )
    }

    /// A read of memories that exist; each as often as `ids` names it.
    private func read(
        _ writers: Writers,
        _ access: Access,
        _ action: MemoryEvent.Action,
        _ ids: [String],
        at second: Int
    ) async throws -> MemoryReads {
        let memories = try await writers.memories.memories(access, ids: ids)
        let places = Dictionary(uniqueKeysWithValues: memories.map { ($0.id, $0.place) })
        return MemoryReads(
            action,
            by: try #require(access.provenance),
            in: access.workspace,
            partition: memories.first?.place.partition ?? 0,
            rows: ids.map { places[$0]!.row },
            first: Writers.time(second),
            last: Writers.time(second),
            calls: 1
        )
    }

    @Test("A memory names its readers by application, with count and last time", arguments: Backend.available)
    func readers(backend: Backend) async throws {
        let writers = try await Writers(backend)
        let events = writers.fixture.stores.records.events
        let asked = OwnedID(id: "m", userID: "ann")
        for id in ["m", "n"] { try await writers.put(writers.first, id, id, at: 1) }
        try await events.add(
            [write(writers.first, .stored, ["m", "n"], at: 1)],
            [
                read(writers, writers.first, .read, ["m", "m"], at: 2),
                read(writers, writers.second, .searched, ["m", "n"], at: 3),
            ]
        )
        try await events.add([], [read(writers, writers.first, .read, ["n", "m"], at: 4)])
        // The answer is the same before and after gathering, and reads of before and after add up.
        for (before, reads, last) in [(0, 3, 4), (60, 3, 4), (120, 4, 90)] {
            _ = try await events.gatherReaders(before: Writers.time(before))
            if before == 120 { try await events.add([], [read(writers, writers.first, .read, ["m"], at: 90)]) }
            let readers = try await events.readers(writers.first, of: asked)
            #expect(readers.map(\.application.id) == ["t1", "t2"] && readers.map(\.reads) == [reads, 1])
            #expect(readers.map(\.last) == [Writers.time(last), Writers.time(3)])
            #expect(readers.map(\.personName) == ["ann", "ann"])
        }
        // The readers go with their memory.
        _ = try await writers.memories.delete(writers.first, ids: ["m"])
        try await writers.put(writers.first, "m", "again", at: 5)
        #expect(try await events.readers(writers.first, of: asked).isEmpty)
    }

    @Test("Reads of one minute are one event; gathering the readers changes no event", arguments: Backend.available)
    func oneMinute(backend: Backend) async throws {
        let writers = try await Writers(backend)
        let events = writers.fixture.stores.records.events
        for id in ["m", "n", "o"] { try await writers.put(writers.first, id, id, at: 1) }
        for (ids, second) in [(["m"], 1), (["o", "m"], 30), (["n"], 59), (["n"], 60)] {
            try await events.add([], [read(writers, writers.first, .searched, ids, at: second)])
        }
        for gathered in [0, 1, 0] {
            let page = PageRequest(limit: 9)
            let found = try await events.activity(writers.first, ActivityFilter(), page: page).items
            #expect(found.map(\.at) == [Writers.time(60), Writers.time(1)])
            #expect(found.map(\.calls) == [1, 3] && found.map(\.count) == [1, 4])
            #expect(found.map { $0.memories.map(\.id.text) } == [["n"], ["m", "n", "o"]])
            #expect(try await events.gatherReaders(before: Writers.time(gathered == 0 ? 0 : 60)) == gathered)
        }
        // Once gathered, an event takes no more reads.
        try await events.add([], [read(writers, writers.first, .searched, ["m"], at: 31)])
        #expect(try await events.activity(writers.first, ActivityFilter(), page: PageRequest(limit: 9)).total == 3)
        let readers = try await events.readers(writers.first, of: OwnedID(id: "m", userID: "ann"))
        #expect(readers.map(\.reads) == [3])
    }

    @Test("A memory that moved to another user has no readers from before", arguments: Backend.available)
    func moved(backend: Backend) async throws {
        let writers = try await Writers(backend)
        let (events, everyone) = (writers.fixture.stores.records.events, writers.fixture.everyone)
        for id in ["m", "n"] {
            try await writers.fixture.remember(everyone, id, id) { $0.userID = "eve" }
            let memory = try #require(try await writers.memories.memory(everyone, id: id))
            let caller = MemoryReads(
                .read,
                by: try #require(writers.first.provenance),
                in: everyone.workspace,
                partition: memory.place.partition,
                rows: [memory.place.row],
                first: Writers.time(id == "m" ? 1 : 500),
                last: Writers.time(500),
                calls: 1
            )
            try await events.add([], [caller])
        }
        #expect(try await events.gatherReaders(before: Writers.time(100)) == 1)
        for id in ["m", "n"] {
            #expect(try await events.readers(everyone, of: OwnedID(id: id, userID: "eve")).count == 1)
            #expect(try await writers.replace(everyone, id, at: 600) { $0.userID = "fay" })
            #expect(try await events.readers(everyone, of: OwnedID(id: id, userID: "fay")).isEmpty)
        }
    }

    @Test("A person's activity is filtered and paged, newest first", arguments: Backend.available)
    func activity(backend: Backend) async throws {
        let writers = try await Writers(backend)
        let events = writers.fixture.stores.records.events
        for id in ["m", "n"] { try await writers.put(writers.first, id, id, at: 1) }
        try await events.add(
            [write(writers.first, .stored, ["m"], at: 1)],
            [
                read(writers, writers.second, .searched, ["m", "n"], at: 2),
                read(writers, writers.first, .read, ["m"], at: 3),
            ]
        )
        let all: [(action: MemoryEvent.Action, memories: [String])] = [
            (.stored, ["m"]), (.searched, ["m", "n"]), (.read, ["m"]),
        ]
        func found(_ change: (inout ActivityFilter) -> Void, limit: Int = 9, offset: Int = 0) async throws -> [Int] {
            var filter = ActivityFilter()
            change(&filter)
            let page = PageRequest(limit: limit, offset: offset)
            return try await events.activity(writers.first, filter, page: page).items.map { event in
                all.firstIndex { $0.action == event.action && $0.memories == event.memories.map(\.id.text) }!
            }
        }
        #expect(try await found { _ in } == [2, 1, 0])
        #expect(try await found({ _ in }, limit: 1, offset: 1) == [1])
        #expect(try await found { $0.actions = [.stored, .read] } == [2, 0])
        #expect(try await found { $0.applications = [ApplicationID(.apiToken, id: "t2")] } == [1])
        #expect(
            try await found { $0.applications = ["t1", "t2"].map { ApplicationID(.apiToken, id: $0) } } == [2, 1, 0]
        )
        #expect(try await found { $0.applications = [] } == [])
        #expect(try await found { ($0.from, $0.to) = (Writers.time(2), Writers.time(3)) } == [1])
        let page = try await events.activity(writers.first, ActivityFilter(), page: PageRequest(limit: 1))
        #expect(page.total == 3)
        // A deleted memory is counted, and named no more in what was read.
        _ = try await writers.memories.delete(writers.first, ids: ["m"])
        let left = try await events.activity(writers.first, ActivityFilter(), page: PageRequest(limit: 9)).items
        #expect(left.map { $0.memories.map(\.id.text) } == [[], ["n"], ["m"]] && left.map(\.count) == [1, 2, 1])
    }

    @Test("What an application did is counted by day", arguments: Backend.available)
    func days(backend: Backend) async throws {
        let writers = try await Writers(backend)
        let events = writers.fixture.stores.records.events
        let day = 86_400
        for id in ["a", "b"] { try await writers.put(writers.first, id, id, at: 1) }
        try await events.add(
            [write(writers.first, .stored, ["a", "b"], at: 10), write(writers.second, .deleted, ["a"], at: 30)],
            [
                read(writers, writers.first, .searched, ["a", "b"], at: 20),
                read(writers, writers.first, .read, ["a"], at: day + 5),
            ]
        )
        try await events.add([write(writers.first, .changed, ["a"], at: 40)], [])
        func application(_ id: String, _ day: Int, _ reads: Int, _ searches: Int, _ writes: Int, _ last: Int)
            -> ApplicationDay
        {
            ApplicationDay(
                application: ApplicationID(.apiToken, id: id),
                day: Writers.time(day),
                reads: reads,
                searches: searches,
                writes: writes,
                last: Writers.time(last)
            )
        }
        let later = application("t1", day, 1, 0, 0, day + 5)
        #expect(
            try await events.days(writers.first, since: People.dawn) == [
                application("t1", 0, 2, 1, 3, 40), application("t2", 0, 0, 0, 1, 30), later,
            ]
        )
        #expect(try await events.days(writers.first, since: Writers.time(day + 99)) == [later])
    }

    @Test("Old events are removed", arguments: Backend.available)
    func purge(backend: Backend) async throws {
        let writers = try await Writers(backend)
        let events = writers.fixture.stores.records.events
        try await writers.put(writers.first, "m", "m", at: 1)
        try await events.add(
            [],
            [
                read(writers, writers.first, .read, ["m"], at: 1),
                read(writers, writers.second, .read, ["m"], at: 5),
            ]
        )
        #expect(try await events.gatherReaders(before: Writers.time(60)) == 2)
        #expect(try await events.purge(before: Writers.time(5), daysBefore: People.dawn) == 2)
        let left = try await events.activity(writers.first, ActivityFilter(), page: PageRequest(limit: 9))
        #expect(left.items.map(\.at) == [Writers.time(5)])
        #expect(
            try await events.readers(writers.first, of: OwnedID(id: "m", userID: "ann")).map(\.application.id) == ["t2"]
        )
        #expect(try await events.purge(before: Writers.time(5), daysBefore: Writers.time(86_400)) == 2)
        #expect(try await events.days(writers.first, since: People.dawn).isEmpty)
    }

    @Test("A provenance that nothing names any more is removed, and no other", arguments: Backend.available)
    func purgeProvenances(backend: Backend) async throws {
        let writers = try await Writers(backend)
        let events = writers.fixture.stores.records.events
        try await writers.put(writers.first, "m", "one", at: 1)
        try await writers.put(writers.second, "m", "two", at: 2)
        let third = try Writers.access("t3")
        try await events.add([write(third, .changed, ["m"], at: 3)], [])
        #expect(try await events.purgeProvenances() == 0)
        // Without its event and day, nothing names the third; the first stored the memory, and its version is its own.
        _ = try await events.purge(before: Writers.time(9), daysBefore: Writers.time(86_400))
        #expect(try await events.purgeProvenances() == 1)
        let history = try #require(try await writers.history(writers.first, "m"))
        #expect(history.memory.provenance?.created?.provenance.credential == "t1")
        #expect(history.former.first?.written?.provenance.credential == "t1")
        _ = try await writers.versions.purge(keeping: 0, replacedBefore: People.dawn)
        #expect(try await events.purgeProvenances() == 0)
        _ = try await writers.memories.delete(writers.first, ids: ["m"])
        #expect(try await events.purgeProvenances() == 2)
        // A removed provenance comes back with the next write.
        try await writers.put(writers.second, "n", "n", at: 4)
        let memory = try await writers.memories.memory(writers.first, id: "n")
        #expect(memory?.provenance?.created?.provenance.credential == "t2")
    }

    // MARK: Isolation

    @Test("Events show nobody what they may not read", arguments: Backend.available)
    func isolation(backend: Backend) async throws {
        let writers = try await Writers(backend)
        let events = writers.fixture.stores.records.events
        try await writers.put(writers.first, "m", "m", at: 1)
        try await events.add([], [read(writers, writers.first, .read, ["m"], at: 1)])
        let app = People.team("app", privacy: .privatePerUser)
        let token = Credential.apiToken(ID("t9"))
        let bob = try AccessPolicy.access(People.person("bob", credential: token), to: .read)
        let service = try AccessPolicy.access(People.service(in: app, credential: token), to: .read)
        let member = try AccessPolicy.access(People.person("bob", in: app, credential: token), to: .read)
        let narrowed = try #require(service.narrowed(to: "bob"))
        let page = PageRequest(limit: 9)
        for stranger in [bob, service, member, narrowed, writers.fixture.dan, writers.fixture.foreign] {
            #expect(try await events.readers(stranger, of: OwnedID(id: "m", userID: "ann")).isEmpty)
            #expect(try await events.activity(stranger, ActivityFilter(), page: page).total == 0)
            #expect(try await events.days(stranger, since: People.dawn).isEmpty)
        }
        // An application back end sees what back ends did in its workspace; a person there does not.
        let deed = MemoryEvent(
            at: Writers.time(2),
            action: .deleted,
            provenance: try #require(service.provenance),
            workspace: service.workspace,
            memories: [],
            count: 3
        )
        try await events.add([deed], [])
        #expect(try await events.activity(service, ActivityFilter(), page: page).items == [deed])
        for stranger in [member, narrowed, bob, writers.first] {
            #expect(try await !events.activity(stranger, ActivityFilter(), page: page).items.contains(deed))
        }
    }
}

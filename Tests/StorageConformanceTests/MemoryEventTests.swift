import Base
import Identity
import Memories
import TestSupport
import Testing

/// Reads and writes as events.
@Suite struct MemoryEventTests {
    typealias Writers = ProvenanceTests.Writers

    private func event(
        _ access: Access,
        _ action: MemoryEvent.Action,
        _ ids: [String],
        at second: Int
    ) throws -> MemoryEvent {
        MemoryEvent(
            at: Writers.time(second),
            action: action,
            provenance: try #require(access.provenance),
            workspace: access.workspace,
            memories: ids.map { OwnedID(id: $0, userID: access.author) },
            count: ids.count
        )
    }

    @Test("A memory names its readers by application, with count and last time", arguments: Backend.available)
    func readers(backend: Backend) async throws {
        let writers = try await Writers(backend)
        let events = writers.fixture.stores.records.events
        for id in ["m", "n"] { try await writers.put(writers.first, id, id, at: 1) }
        try await events.add([
            event(writers.first, .stored, ["m", "n"], at: 1), event(writers.first, .read, ["m", "m"], at: 2),
            event(writers.second, .searched, ["m", "n", "gone"], at: 3),
        ])
        try await events.add([event(writers.first, .listed, ["m"], at: 4)])
        let readers = try await events.readers(writers.first, of: OwnedID(id: "m", userID: "ann"))
        #expect(readers.map(\.application.id) == ["t1", "t2"] && readers.map(\.reads) == [3, 1])
        #expect(readers.map(\.last) == [Writers.time(4), Writers.time(3)])
        #expect(readers.map(\.personName) == ["ann", "ann"])
        // The readers go with their memory.
        _ = try await writers.memories.delete(writers.first, ids: ["m"])
        try await writers.put(writers.first, "m", "again", at: 5)
        #expect(try await events.readers(writers.first, of: OwnedID(id: "m", userID: "ann")).isEmpty)
    }

    @Test("A person's activity is filtered and paged, newest first", arguments: Backend.available)
    func activity(backend: Backend) async throws {
        let writers = try await Writers(backend)
        let events = writers.fixture.stores.records.events
        let all = [
            try event(writers.first, .stored, ["m"], at: 1), try event(writers.second, .searched, ["m", "n"], at: 2),
            try event(writers.first, .read, ["m"], at: 3),
        ]
        try await events.add(all)
        func found(_ change: (inout ActivityFilter) -> Void, limit: Int = 9, offset: Int = 0) async throws -> [Int] {
            var filter = ActivityFilter()
            change(&filter)
            let page = PageRequest(limit: limit, offset: offset)
            return try await events.activity(writers.first, filter, page: page).items.map { event in
                all.firstIndex { $0.at == event.at && $0.action == event.action && $0.memories == event.memories }!
            }
        }
        #expect(try await found { _ in } == [2, 1, 0])
        #expect(try await found({ _ in }, limit: 1, offset: 1) == [1])
        #expect(try await found { $0.actions = [.stored, .read] } == [2, 0])
        #expect(try await found { $0.application = ApplicationID(.apiToken, id: "t2") } == [1])
        #expect(try await found { ($0.from, $0.to) = (Writers.time(2), Writers.time(3)) } == [1])
        let page = try await events.activity(writers.first, ActivityFilter(), page: PageRequest(limit: 1))
        #expect(page.total == 3)
    }

    @Test("What an application did is counted by day", arguments: Backend.available)
    func days(backend: Backend) async throws {
        let writers = try await Writers(backend)
        let events = writers.fixture.stores.records.events
        let day = 86_400
        try await events.add([
            event(writers.first, .stored, ["a", "b"], at: 10), event(writers.first, .searched, ["a", "b"], at: 20),
            event(writers.first, .read, ["a"], at: day + 5), event(writers.second, .deleted, ["a"], at: 30),
        ])
        try await events.add([event(writers.first, .changed, ["a"], at: 40)])
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
        try await events.add([event(writers.first, .read, ["m"], at: 1), event(writers.second, .read, ["m"], at: 5)])
        #expect(try await events.purge(before: Writers.time(5), daysBefore: People.dawn) == 2)
        let left = try await events.activity(writers.first, ActivityFilter(), page: PageRequest(limit: 9))
        #expect(left.items.map(\.at) == [Writers.time(5)])
        #expect(
            try await events.readers(writers.first, of: OwnedID(id: "m", userID: "ann")).map(\.application.id) == ["t2"]
        )
        #expect(try await events.purge(before: Writers.time(5), daysBefore: Writers.time(86_400)) == 2)
        #expect(try await events.days(writers.first, since: People.dawn).isEmpty)
    }

    // MARK: Isolation

    @Test("Events show nobody what they may not read", arguments: Backend.available)
    func isolation(backend: Backend) async throws {
        let writers = try await Writers(backend)
        let events = writers.fixture.stores.records.events
        try await writers.put(writers.first, "m", "m", at: 1)
        try await events.add([event(writers.first, .read, ["m"], at: 1)])
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
        try await events.add([deed])
        #expect(try await events.activity(service, ActivityFilter(), page: page).items == [deed])
        for stranger in [member, narrowed, bob, writers.first] {
            #expect(try await !events.activity(stranger, ActivityFilter(), page: page).items.contains(deed))
        }
    }
}

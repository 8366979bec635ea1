import Base
import Identity
import TestSupport
import Testing

@testable import Memories

@Suite struct EventLogTests {
    private func access(_ token: String) throws -> Access {
        try AccessPolicy.access(People.person("ann", credential: .apiToken(ID(token))), to: .read)
    }

    private func id(_ number: Int) -> OwnedID { OwnedID(id: "m\(number)", userID: "ann") }

    @Test("Reads that follow each other are one event; a search is an event of its own")
    func joinedReads() async throws {
        let (log, store) = (EventLog(), FakeEvents())
        let ann = try access("t")
        for number in 0..<3 { log.note(ann, .read, [id(number)], at: People.dawn) }
        log.note(ann, .searched, [id(1), id(2)], at: People.dawn)
        log.note(ann, .read, [id(4)], at: People.dawn)
        #expect(try await log.write(to: store) == 0)
        #expect(store.events.map(\.action) == [.read, .searched, .read] && store.events.map(\.count) == [3, 2, 1])
        #expect(store.events[0].memories == [id(0), id(1), id(2)])
        #expect(try await log.write(to: store) == 0 && store.events.count == 3)
    }

    @Test("A caller who does much is cut off and counted, and hides nobody else's events")
    func bound() async throws {
        let (log, store) = (EventLog(), FakeEvents())
        let (busy, other) = (try access("busy"), try access("other"))
        for number in 0..<(EventLog.mostOfOne + 5) { log.note(busy, .searched, [id(number)], at: People.dawn) }
        log.note(other, .searched, [], at: People.dawn)
        #expect(try await log.write(to: store) == 5)
        #expect(store.events.filter { $0.provenance == other.provenance }.count == 1)
        #expect(store.events.count == EventLog.mostOfOne + 1)
    }

    @Test("An event names at most 200 memories, and counts them all")
    func manyMemories() async throws {
        let (log, store) = (EventLog(), FakeEvents())
        log.note(try access("t"), .listed, (0..<300).map(id), at: People.dawn)
        _ = try await log.write(to: store)
        #expect(store.events[0].memories.count == 200 && store.events[0].count == 300)
    }

    @Test("Events that the store did not take are counted, and block nothing")
    func failingStore() async throws {
        let (log, store) = (EventLog(), FakeEvents())
        store.failure = StoreFailure(.unavailable, "busy")
        for number in 0..<3 { log.note(try access("t"), .searched, [id(number)], at: People.dawn) }
        await #expect(throws: StoreFailure.self) { try await log.write(to: store) }
        store.failure = nil
        log.note(try access("t"), .searched, [id(9)], at: People.dawn)
        #expect(try await log.write(to: store) == 3 && store.events.count == 1)
    }

    @Test("Nothing is kept when it is turned off, or of a caller without a credential")
    func nothingKept() async throws {
        let store = FakeEvents()
        let off = EventLog(isOn: false)
        off.note(try access("t"), .searched, [id(1)], at: People.dawn)
        #expect(try await off.write(to: store) == 0)
        let on = EventLog()
        on.note(try AccessPolicy.access(People.person("ann"), to: .read), .searched, [id(1)], at: People.dawn)
        #expect(try await on.write(to: store) == 0 && store.events.isEmpty)
    }
}

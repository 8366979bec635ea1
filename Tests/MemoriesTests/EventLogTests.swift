import Base
import Identity
import TestSupport
import Testing

@testable import Memories

@Suite struct EventLogTests {
    private func access(_ token: String, _ person: String = "ann") throws -> Access {
        try AccessPolicy.access(People.person(person, credential: .apiToken(ID(token))), to: .read)
    }

    private func id(_ number: Int) -> OwnedID { OwnedID(id: "m\(number)", userID: "ann") }

    private func places(_ rows: [Int64], of partition: Int64 = 1) -> [MemoryPlace] {
        rows.map { MemoryPlace(row: $0, partition: partition) }
    }

    private func second(_ number: Int) -> Timestamp { People.dawn.advanced(by: .seconds(number)) }

    @Test("Reads of one kind by one caller are one entry, with every memory as often as it was read")
    func joinedReads() async throws {
        let (log, store) = (EventLog(), FakeEvents())
        let ann = try access("t")
        for (number, row) in [7, 8, 7].enumerated() { log.read(ann, .read, places([Int64(row)]), at: second(number)) }
        log.read(ann, .searched, places([1, 2]), at: second(3))
        log.read(ann, .searched, places([2, 3]), at: second(4))
        log.read(try access("other"), .read, places([9]), at: second(5))
        #expect(try await log.write(to: store) == 0)
        #expect(store.reads.map(\.action) == [.read, .searched, .read])
        #expect(store.reads.map(\.rows) == [[7, 8, 7], [1, 2, 2, 3], [9]])
        #expect(store.reads.map(\.calls) == [3, 2, 1] && store.reads.map(\.count) == [3, 4, 1])
        #expect(store.reads.map(\.first) == [second(0), second(3), second(5)])
        #expect(store.reads.map(\.last) == [second(2), second(4), second(5)])
        #expect(store.reads[2].provenance.credential == "other")
        #expect(try await log.write(to: store) == 0 && store.reads.count == 3)
    }

    @Test("A search over several users' memories is one call, with an entry for each user")
    func severalPartitions() async throws {
        let (log, store) = (EventLog(), FakeEvents())
        let mixed = places([1, 2]) + places([3], of: 2) + places([4])
        log.read(try access("t"), .searched, mixed, at: People.dawn)
        log.read(try access("t"), .searched, [MemoryPlace](), at: People.dawn)
        _ = try await log.write(to: store)
        #expect(store.reads.map(\.partition) == [1, 2, 0] && store.reads.map(\.rows) == [[1, 2, 4], [3], []])
        #expect(store.reads.map(\.calls) == [1, 0, 1] && store.reads.map(\.count) == [3, 1, 0])
    }

    @Test("A caller who does much is cut off and counted, and hides nobody else's events")
    func bound() async throws {
        let (log, store) = (EventLog(), FakeEvents())
        let (busy, other) = (try access("busy"), try access("other"))
        for number in 0..<(EventLog.mostOfOne + 5) { log.wrote(busy, .changed, [id(number)], at: People.dawn) }
        log.read(busy, .read, places([1]), at: People.dawn)
        log.wrote(other, .changed, [], count: 1, at: People.dawn)
        log.read(other, .read, places([1]), at: People.dawn)
        #expect(try await log.write(to: store) == 6)
        #expect(store.writes.filter { $0.provenance == other.provenance }.count == 1)
        #expect(store.writes.count == EventLog.mostOfOne + 1 && store.reads.map(\.provenance) == [other.provenance])
    }

    @Test("Reads name many memories, not all, and count them all")
    func manyMemories() async throws {
        let (log, store) = (EventLog(), FakeEvents())
        let ann = try access("t")
        log.wrote(ann, .deleted, (0..<300).map(id), at: People.dawn)
        for start in 0..<20 {
            log.read(ann, .listed, places((0..<1_000).map { Int64(start * 1_000 + $0 + 1) }), at: People.dawn)
        }
        _ = try await log.write(to: store)
        #expect(store.writes[0].memories.count == MemoryEvent.mostIDs && store.writes[0].count == 300)
        #expect(store.reads[0].rows.count == EventLog.rowsOfOne && store.reads[0].count == 20_000)
    }

    @Test("Events that the store did not take are counted, and block nothing")
    func failingStore() async throws {
        let (log, store) = (EventLog(), FakeEvents())
        store.failure = StoreFailure(.unavailable, "busy")
        for number in 0..<2 { log.wrote(try access("t"), .stored, [id(number)], at: People.dawn) }
        log.read(try access("t"), .searched, places([1]), at: People.dawn)
        await #expect(throws: StoreFailure.self) { try await log.write(to: store) }
        store.failure = nil
        log.wrote(try access("t"), .stored, [id(9)], at: People.dawn)
        #expect(try await log.write(to: store) == 3 && store.writes.count == 1)
    }

    @Test("Nothing is kept when it is turned off, or of a caller without a credential")
    func nothingKept() async throws {
        let store = FakeEvents()
        let off = EventLog(isOn: false)
        off.read(try access("t"), .searched, places([1]), at: People.dawn)
        off.wrote(try access("t"), .stored, [id(1)], at: People.dawn)
        #expect(try await off.write(to: store) == 0)
        let on = EventLog()
        on.read(try AccessPolicy.access(People.person("ann"), to: .read), .searched, places([1]), at: People.dawn)
        #expect(try await on.write(to: store) == 0 && store.writes.isEmpty && store.reads.isEmpty)
    }
}

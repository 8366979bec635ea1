import Base
import Identity
import Synchronization

/// Collects what callers do in memory and writes it together, so that no request waits for a write. A crash loses a few
/// seconds; when callers are faster than the database, events are dropped and counted.
///
/// A read adds numbers to an array and creates no text: it must not cost more than a few percent of reading a memory.
final class EventLog: Sendable {
    /// The most events between two writes, of all callers and of one. Each caller has its own limit: one that does much
    /// must not hide what others do.
    static let most = 20_000
    static let mostOfOne = 2_000
    /// The most memories that reads of one kind name, and all together. Below `namedAlways`, the second limit does not
    /// count: one that reads much must not hide what others read.
    static let rowsOfOne = 16_384
    static let rows = 1_000_000
    static let namedAlways = 200
    /// Events in one commit.
    static let batch = 500

    private let state = Mutex(State())
    private let isOn: Bool

    /// - Parameter isOn: false keeps no events.
    init(isOn: Bool = true) {
        self.isOn = isOn
    }

    /// The number of events that are not written yet.
    var count: Int { state.withLock { $0.writes.count + $0.reads.count } }

    /// Notes that the caller received the texts of memories. A caller without a credential has no name to note.
    func read(
        _ access: Access,
        _ action: MemoryEvent.Action,
        _ places: some Sequence<MemoryPlace>,
        at now: Timestamp
    ) {
        guard isOn, let provenance = access.provenance else { return }
        state.withLock { $0.read(action, provenance, access.workspace, places, now) }
    }

    /// Notes that the caller changed memories.
    /// - Parameter count: how many memories there were; nil for as many as there are ids.
    func wrote(
        _ access: Access,
        _ action: MemoryEvent.Action,
        _ memories: [OwnedID],
        count: Int? = nil,
        at now: Timestamp
    ) {
        guard isOn, let provenance = access.provenance else { return }
        let event = MemoryEvent(
            at: now,
            action: action,
            provenance: provenance,
            workspace: access.workspace,
            memories: Array(memories.prefix(MemoryEvent.mostIDs)),
            count: count ?? memories.count
        )
        state.withLock { if $0.admits(provenance) { $0.writes.append(event) } }
    }

    /// Writes what was noted.
    /// - Returns: how many events were dropped since the last write.
    /// - Throws: a `StoreFailure`; the rest of the events is then dropped, and counted at the next write.
    func write(to store: any MemoryEventStore) async throws -> Int {
        let taken = state.withLock { state in
            defer { state = State() }
            return state
        }
        var (writes, reads) = (taken.writes[...], taken.reads[...])
        while !writes.isEmpty || !reads.isEmpty {
            let (someReads, someWrites) = (reads.prefix(Self.batch), writes.prefix(Self.batch))
            do { try await store.add(Array(someWrites), Array(someReads)) } catch {
                let lost = writes.count + reads.count
                state.withLock { $0.dropped += taken.dropped + lost }
                throw error
            }
            reads = reads.dropFirst(Self.batch)
            writes = writes.dropFirst(Self.batch)
        }
        return taken.dropped
    }
}

extension EventLog {
    /// The common traits of reads that become one event.
    private struct Key: Hashable {
        let provenance: Provenance
        let action: MemoryEvent.Action
        let partition: Int64
        let workspace: ID<Workspace>

        func hash(into hasher: inout Hasher) {
            hasher.combine(provenance)
            hasher.combine(partition)
        }
    }

    private struct State {
        var writes: [MemoryEvent] = []
        var reads: [MemoryReads] = []
        var dropped = 0
        private var indexes: [Key: Int] = [:]
        private var ofCallers: [Provenance: Int] = [:]
        private var named = 0

        /// Whether there is room for another event of the caller.
        mutating func admits(_ provenance: Provenance) -> Bool {
            guard reads.count + writes.count < EventLog.most, ofCallers[provenance, default: 0] < EventLog.mostOfOne
            else {
                dropped += 1
                return false
            }
            ofCallers[provenance, default: 0] += 1
            return true
        }

        mutating func read(
            _ action: MemoryEvent.Action,
            _ provenance: Provenance,
            _ workspace: ID<Workspace>,
            _ places: some Sequence<MemoryPlace>,
            _ now: Timestamp
        ) {
            var places = places.makeIterator()
            var place = places.next()
            var calls = 1
            repeat {
                let partition = place?.partition ?? 0
                let index = index(
                    of: Key(provenance: provenance, action: action, partition: partition, workspace: workspace),
                    now
                )
                if let index {
                    reads[index].calls += calls
                    reads[index].last = max(reads[index].last, now)
                }
                // The call counts once, also when its memories are of several users.
                calls = 0
                while let next = place, next.partition == partition {
                    if let index { add(next.row, to: index) }
                    place = places.next()
                }
            } while place != nil
        }

        private mutating func add(_ row: Int64, to index: Int) {
            reads[index].count += 1
            let count = reads[index].rows.count
            guard row != 0, count < EventLog.rowsOfOne, count < EventLog.namedAlways || named < EventLog.rows else {
                return
            }
            reads[index].rows.append(row)
            named += 1
        }

        private mutating func index(of key: Key, _ now: Timestamp) -> Int? {
            if let index = indexes[key] { return index }
            guard admits(key.provenance) else { return nil }
            indexes[key] = reads.count
            reads.append(
                MemoryReads(
                    key.action,
                    by: key.provenance,
                    in: key.workspace,
                    partition: key.partition,
                    rows: [],
                    first: now,
                    last: now,
                    calls: 0
                )
            )
            return reads.count - 1
        }
    }
}

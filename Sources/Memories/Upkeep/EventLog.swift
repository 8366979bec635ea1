import Base
import Identity
import Synchronization

/// Collects events in memory and writes them together, so that no request waits for a write. A crash loses a few
/// seconds; when callers are faster than the database, events are dropped and counted.
final class EventLog: Sendable {
    /// The most events between two writes, of all callers and of one. Each caller has its own limit: one that does much
    /// must not hide what others do.
    static let most = 20_000
    static let mostOfOne = 2_000
    /// The most ids in one event.
    static let idsOfOne = 200
    /// Events in one commit.
    static let batch = 500

    private struct Caller: Hashable {
        let workspace: ID<Workspace>
        let provenance: Provenance
    }

    private struct State {
        var pending: [Caller: [MemoryEvent]] = [:]
        var count = 0
        var dropped = 0
    }

    private let state = Mutex(State())
    private let isOn: Bool

    /// - Parameter isOn: false keeps no events.
    init(isOn: Bool = true) {
        self.isOn = isOn
    }

    /// Notes an event. A caller without a credential has no name to note.
    /// - Parameter count: how many memories there were; nil for as many as there are ids.
    func note(
        _ access: Access,
        _ action: MemoryEvent.Action,
        _ memories: [OwnedID],
        count: Int? = nil,
        at now: Timestamp
    ) {
        guard isOn, let provenance = access.provenance else { return }
        let caller = Caller(workspace: access.workspace, provenance: provenance)
        state.withLock { state in
            if action == .read, let last = state.pending[caller]?.indices.last,
                state.pending[caller]?[last].canJoin(memories) == true
            {
                state.pending[caller]?[last].join(memories)
                return
            }
            guard state.count < Self.most, state.pending[caller]?.count ?? 0 < Self.mostOfOne else {
                state.dropped += 1
                return
            }
            let event = MemoryEvent(
                at: now,
                action: action,
                provenance: provenance,
                workspace: access.workspace,
                memories: Array(memories.prefix(Self.idsOfOne)),
                count: count ?? memories.count
            )
            state.pending[caller, default: []].append(event)
            state.count += 1
        }
    }

    /// Writes what was noted.
    /// - Returns: how many events were dropped since the last write.
    /// - Throws: a `StoreFailure`; the rest of the events is then dropped, and counted at the next write.
    func write(to store: any MemoryEventStore) async throws -> Int {
        let taken = state.withLock { state in
            defer { state = State() }
            return state
        }
        let events = taken.pending.values.flatMap(\.self).sorted { $0.at < $1.at }
        for start in stride(from: 0, to: events.count, by: Self.batch) {
            do { try await store.add(Array(events[start..<min(start + Self.batch, events.count)])) } catch {
                state.withLock { $0.dropped += taken.dropped + events.count - start }
                throw error
            }
        }
        return taken.dropped
    }
}

extension MemoryEvent {
    /// Whether it is a read with room for more.
    fileprivate func canJoin(_ more: [OwnedID]) -> Bool {
        action == .read && memories.count + more.count <= EventLog.idsOfOne
    }

    fileprivate mutating func join(_ more: [OwnedID]) {
        memories += more
        count += more.count
    }
}

import Base
import Identity

/// Notes what a caller read and wrote: accesses for the ranking, events for people. Costs no write.
struct Recorder: Sendable {
    let touches: Touches
    let events: EventLog
    let time: any TimeSource

    /// - Parameter isUse: false leaves the ranking alone: a person looks at memories. It is an event all the same.
    func read(_ access: Access, _ memory: Memory, isUse: Bool = true) {
        if isUse { touches.note(access, [memory.id]) }
        events.read(access, .read, CollectionOfOne(memory.place), at: time.now())
    }

    /// Listing a memory does not count as use: only the results of a search were used.
    func found(_ access: Access, _ found: [ScoredMemory], by query: MemoryQuery, isUse: Bool) {
        let used = found.filter { $0.score != nil }
        if isUse { touches.note(access, used.map(\.memory.id)) }
        let isSearch = !used.isEmpty || query.text?.trimmingBlanks().isEmpty == false
        guard isSearch || !found.isEmpty else { return }
        events.read(access, isSearch ? .searched : .listed, found.lazy.map(\.memory.place), at: time.now())
    }

    func listed(_ access: Access, _ memories: [Memory]) {
        guard !memories.isEmpty else { return }
        events.read(access, .listed, memories.lazy.map(\.place), at: time.now())
    }

    func stored(_ access: Access, _ memories: [Memory], _ outcome: RememberOutcome) {
        let stored = outcome.stored.identifiers
        let ids = memories.filter { stored.contains(Identifier($0.id)) }.map {
            OwnedID(id: $0.id, userID: try? Ownership.owner($0.userID, by: access))
        }
        wrote(access, .stored, Array(Set(ids)), count: outcome.stored.count)
        // The answer shows the caller the texts of related memories.
        let related = Dictionary(
            outcome.related.values.joined().map { (OwnedID($0.memory), $0.memory.place) },
            uniquingKeysWith: { first, _ in first }
        )
        if !related.isEmpty { events.read(access, .read, related.values, at: time.now()) }
    }

    /// Notes the ids only when all of them are known to have been one user's memories: a caller can name any id.
    func deleted(_ access: Access, _ ids: [String], count: Int) {
        switch access.reach {
        case .only(let user) where ids.identifiers.count == count:
            wrote(access, .deleted, ids.map { OwnedID(id: $0, userID: user) }, count: count)
        case .only, .everyone: wrote(access, .deleted, [], count: count)
        }
    }

    /// - Parameter ids: of memories that the caller could write.
    func wrote(_ access: Access, _ action: MemoryEvent.Action, _ ids: [OwnedID], count: Int? = nil) {
        guard count ?? ids.count > 0 else { return }
        events.wrote(access, action, ids, count: count, at: time.now())
    }
}

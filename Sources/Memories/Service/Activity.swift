package import Base
package import Identity

extension MemoryService {
    /// The applications that received the text of a memory, by application and person, most recent first. Written in the background: the
    /// last seconds may be missing.
    /// - Throws: `notFound`.
    package func readers(_ access: Access, id: String) async throws -> [MemoryReader] {
        try await faultsOnly {
            guard let memory = try await store.memory(access, id: id) else { throw Self.unknown(id) }
            return try await records.events.readers(access, of: OwnedID(memory))
        }
    }

    /// The deeds of the caller's person in the workspace through any application, newest first.
    /// - Throws: `validationFailed` for a page larger than allowed.
    package func activity(_ access: Access, _ filter: ActivityFilter, page: PageRequest) async throws -> Page<
        MemoryEvent
    > {
        try QueryRules(limits: limits).check(page)
        return try await faultsOnly { try await records.events.activity(access, filter, page: page) }
    }

    /// The memories that events name, as they are now; those that are gone or out of reach are left out. Naming them is
    /// not a read.
    package func memories(_ access: Access, named events: [MemoryEvent]) async throws -> [OwnedID: Memory] {
        let ids = events.compactMap(\.memories.first).map(\.id.text)
        guard !ids.isEmpty else { return [:] }
        return try await faultsOnly {
            let found = try await store.memories(access, ids: ids)
            return Dictionary(found.map { (OwnedID($0), $0) }) { first, _ in first }
        }
    }

    /// The numbers of memories that each application of the caller's person read and wrote on each day, oldest day first.
    package func applicationDays(_ access: Access, since time: Timestamp) async throws -> [ApplicationDay] {
        try await faultsOnly { try await records.events.days(access, since: time) }
    }

    /// How many memories were created on each of the last days, oldest first, without days that have none.
    /// - Parameter count: how many days, 1…366; the last is the day of `now`.
    package func days(_ access: Access, last count: Int, before now: Timestamp) async throws -> [MemoryDay] {
        let count = min(max(1, count), 366)
        let first = Timestamp(day: now.day - count + 1)
        return try await faultsOnly { try await store.days(access, since: first, limit: count) }
    }
}

package import Base
package import Identity

/// Memories that end, and how far they are known to semantic search.
extension MemoryService {
    /// Sets when memories end: from then on they behave as absent.
    /// - Parameters:
    ///   - filter: which of the memories within reach, with archived and replaced ones.
    ///   - time: nil means never.
    /// - Returns: how many there were.
    package func expire(_ access: Access, _ filter: MemoryFilter, at time: Timestamp?) async throws -> Int {
        try QueryRules(limits: limits).check(PageRequest(limit: 1), filter)
        return try await faultsOnly {
            try await upkeep.removeExpired()
            defer { upkeep.noteExpiry() }
            return try await records.expiries.expire(access, filter, at: time)
        }
    }

    /// The states of memories that were just read. Without a model every memory is ready: there is only keyword search.
    package func vectorStates(_ access: Access, of memories: [Memory]) async throws -> [OwnedID: VectorState] {
        let rows = memories.map(\.place.row)
        guard let model = similarMemories.model, !rows.isEmpty else {
            return Dictionary(memories.map { (OwnedID($0), .ready) }, uniquingKeysWith: { first, _ in first })
        }
        return try await faultsOnly {
            let states = try await store.vectorStates(access, of: rows, model: model)
            let pairs = memories.map { (OwnedID($0), states[$0.place.row] ?? .waiting) }
            return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
        }
    }
}

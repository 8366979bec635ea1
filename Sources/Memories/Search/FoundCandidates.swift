import Base
import Identity

/// The candidates of a search, and the proof under which each was found.
struct FoundCandidates {
    private(set) var candidates: [Candidate] = []
    /// The candidates of each proof stand together.
    private var parts: [(access: Access, places: Range<Int>)] = []

    /// Adds the candidates that are not there yet. Those of one proof are added one after the other.
    mutating func add(_ found: [Candidate], of access: Access) {
        let first = candidates.count
        if let last = parts.last, last.access == access {
            let known = rows(last.places)
            candidates += found.filter { !known.contains($0.row) }
            parts[parts.count - 1].places = last.places.lowerBound..<candidates.count
        } else {
            // A search of one workspace copies nothing.
            if candidates.isEmpty { candidates = found } else { candidates += found }
            parts.append((access, first..<candidates.count))
        }
    }

    /// The memories of some candidates with their workspaces, by row; without those that are gone.
    func memories(
        of chosen: [Candidate],
        _ filter: MemoryFilter,
        from store: any MemoryStore
    ) async throws -> [Int64: (Memory, ID<Workspace>)] {
        var memories: [Int64: (Memory, ID<Workspace>)] = [:]
        for (access, places) in parts {
            let own = parts.count == 1 ? chosen : chosen.filter { [rows = rows(places)] in rows.contains($0.row) }
            for (row, memory) in try await store.memories(access, of: own, filter) {
                memories[row] = (memory, access.workspace)
            }
        }
        return memories
    }

    private func rows(_ places: Range<Int>) -> Set<Int64> { Set(candidates[places].map(\.row)) }
}

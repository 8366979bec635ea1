import Base
import Identity

/// Shows memories with the content that they had at a time (`as_of`), as far as it is kept. What finds and orders them
/// is their present content.
struct FormerContents: Sendable {
    let versions: any MemoryVersionStore

    /// - Parameter time: nil leaves the memories as they are.
    func shown(_ access: Access, _ memories: [Memory], at time: Timestamp?) async throws -> [Memory] {
        guard let time, !memories.isEmpty else { return memories }
        let former = try await versions.contents(access, of: memories.map(\.place.row), at: time)
        return memories.map { memory in former[memory.place.row].map { $0.shown(in: memory) } ?? memory }
    }

    /// - Parameter reach: the workspaces that were searched.
    func shown(_ reach: [Access], _ answer: SearchAnswer, at time: Timestamp?) async throws -> SearchAnswer {
        guard time != nil else { return answer }
        var answer = answer
        for access in reach {
            let places = answer.memories.indices.filter { answer.memories[$0].workspace == access.workspace }
            let memories = try await shown(access, places.map { answer.memories[$0].memory }, at: time)
            for (place, memory) in zip(places, memories) { answer.memories[place].memory = memory }
        }
        return answer
    }
}

extension MemoryVersion {
    /// The memory as it was while it had this content.
    fileprivate func shown(in memory: Memory) -> Memory {
        var memory = restored(in: memory)
        // The hash is of the present text.
        memory.hash = nil
        memory.updatedAt = written?.at ?? memory.createdAt
        memory.provenance = MemoryProvenance(created: memory.provenance?.created, changed: written)
        return memory
    }
}

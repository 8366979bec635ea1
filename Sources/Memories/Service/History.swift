import Base
package import Identity

/// Former contents of a memory: shows them and brings one back.
struct History: Sendable {
    let store: any MemoryStore
    let versions: any MemoryVersionStore
    let writer: MemoryWriter

    func callAsFunction(_ access: Access, id: String) async throws -> MemoryHistory {
        guard let memory = try await store.memory(access, id: id),
            let history = try await versions.history(access, of: OwnedID(memory))
        else { throw MemoryService.unknown(id) }
        return history
    }

    /// Restoring is a change like any other: the content it replaces becomes a version.
    func restore(_ access: Access, id: String, edition: Int) async throws -> Memory {
        let history = try await callAsFunction(access, id: id)
        guard let version = history.former.first(where: { $0.edition == edition }) else {
            throw Fault(.notFound, "Memory with ID \(id) has no version \(edition)")
        }
        return try await writer.replace(
            access,
            history.memory,
            with: version.restored(in: history.memory),
            expecting: history.edition
        )
    }
}

extension MemoryService {
    /// A memory with its former contents, newest first, and who wrote each.
    /// - Throws: `notFound`.
    package func history(_ access: Access, id: String) async throws -> MemoryHistory {
        try await faultsOnly {
            let found = try await history(access, id: id)
            recorder.read(access, found.memory, isUse: false)
            return found
        }
    }

    /// Makes a former content the present one; the content it replaces becomes a version.
    /// - Throws: `notFound` for the memory or the version; `conflict` when somebody changed the memory meanwhile.
    package func restore(_ access: Access, id: String, edition: Int) async throws -> Memory {
        try await faultsOnly {
            let memory = try await history.restore(access, id: id, edition: edition)
            recorder.wrote(access, .changed, [OwnedID(memory)])
            return memory
        }
    }
}

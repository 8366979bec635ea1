import Base
package import Identity

extension MemoryService {
    /// Puts memories away: searches and lists leave them out unless they ask for them. Undoing an application takes back what it
    /// archived.
    /// - Returns: how many were not archived before.
    package func archive(_ access: Access, ids: [String]) async throws -> Int {
        try await archive(access, ids: ids, true)
    }

    /// Takes memories out of the archive; returns how many were in it.
    package func unarchive(_ access: Access, ids: [String]) async throws -> Int {
        try await archive(access, ids: ids, false)
    }

    private func archive(_ access: Access, ids: [String], _ archived: Bool) async throws -> Int {
        try MemoryRules(limits: limits).checkCount(ofIDs: ids)
        return try await faultsOnly {
            let changed = try await store.archive(access, ids: ids, archived, at: recorder.time.now())
            recorder.wrote(access, .changed, changed)
            return changed.count
        }
    }
}

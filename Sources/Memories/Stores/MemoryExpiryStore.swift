package import Base
package import Identity

/// When memories expire. A memory without an entry never does. `MemoryStore.put` writes the entry of a new memory in
/// its commit (`StoredMemory.expiresAt`).
package protocol MemoryExpiryStore: Sendable {
    /// Sets when memories expire, or that they never do.
    /// - Parameters:
    ///   - filter: the memories within reach that are changed; archived and replaced ones are changed, too.
    ///   - time: nil means never.
    /// - Returns: how many memories there were.
    func expire(_ access: Access, _ filter: MemoryFilter, at time: Timestamp?) async throws -> Int
    /// When the next memory of any workspace expires; for background work only, which shows it to nobody.
    func next() async throws -> Timestamp?
    /// Removes the expired memories of every workspace for good; returns how many. For background work only.
    func purge(at now: Timestamp) async throws -> Int
}

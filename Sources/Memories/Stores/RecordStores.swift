package import Base
package import Identity

/// The stores of what is kept about memories besides the memories themselves.
package struct RecordStores: Sendable {
    package let versions: any MemoryVersionStore
    package let events: any MemoryEventStore
    package let undos: any UndoStore
    package let expiries: any MemoryExpiryStore

    package init(
        versions: any MemoryVersionStore,
        events: any MemoryEventStore,
        undos: any UndoStore,
        expiries: any MemoryExpiryStore
    ) {
        self.versions = versions
        self.events = events
        self.undos = undos
        self.expiries = expiries
    }
}

/// Former contents of memories. The memory store keeps one whenever it replaces a content, in the same commit.
package protocol MemoryVersionStore: Sendable {
    /// The memory with its former contents; nil when it is not within reach. A memory that moved to another user has
    /// none from before.
    func history(_ access: Access, of memory: OwnedID) async throws -> MemoryHistory?
    /// The former contents that memories had at a time, by the memory's row; none for a memory out of reach and for one
    /// that has the same content today. When the content of that time is no longer kept, the oldest one that is.
    /// - Parameter rows: the stores' numbers of the memories (`MemoryPlace`).
    func contents(_ access: Access, of rows: [Int64], at time: Timestamp) async throws -> [Int64: MemoryVersion]
    /// Removes the former contents of every memory except the latest `count`, and all replaced before `time`; returns
    /// how many. For background work only.
    func purge(keeping count: Int, replacedBefore time: Timestamp) async throws -> Int
}

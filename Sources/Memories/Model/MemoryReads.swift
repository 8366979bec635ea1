package import Base
package import Identity

/// The reads of one kind by one caller from one partition, as `EventLog` collects them between two writes. In a store
/// they become one event, together with those of the same minute.
package struct MemoryReads: Sendable {
    package let action: MemoryEvent.Action
    package let provenance: Provenance
    package let workspace: ID<Workspace>
    /// The store's number (`MemoryPlace`); 0 for reads that found nothing.
    package let partition: Int64
    package let first: Timestamp
    package internal(set) var last: Timestamp
    /// How many reads, searches or lists.
    package internal(set) var calls: Int
    /// How many texts of memories the caller received.
    package internal(set) var count: Int
    /// The store's numbers of the memories, each as often as it was read. Fewer than `count` when there were too many.
    package internal(set) var rows: [Int64]

    package init(
        _ action: MemoryEvent.Action,
        by provenance: Provenance,
        in workspace: ID<Workspace>,
        partition: Int64,
        rows: [Int64],
        first: Timestamp,
        last: Timestamp,
        calls: Int
    ) {
        self.action = action
        self.provenance = provenance
        self.workspace = workspace
        self.partition = partition
        self.first = first
        self.last = last
        self.calls = calls
        self.count = rows.count
        self.rows = rows
    }
}

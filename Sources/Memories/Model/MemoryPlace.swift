/// Where a store keeps a memory: the store's own numbers, meaningless outside it. It is not part of what a memory is, so
/// all places are equal, and memories can be compared.
package struct MemoryPlace: Sendable {
    package let row: Int64
    /// The number of the memories of one user in one workspace; 0 for a memory that no store has read.
    package let partition: Int64

    package init(row: Int64, partition: Int64) {
        self.row = row
        self.partition = partition
    }

    package static let unknown = MemoryPlace(row: 0, partition: 0)
}

extension MemoryPlace: Hashable {
    package static func == (_: Self, _: Self) -> Bool { true }

    package func hash(into _: inout Hasher) {}
}

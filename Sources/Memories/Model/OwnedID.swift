package import Base

/// What names a memory inside a workspace: an id is unique for its user only.
package struct OwnedID: Sendable, Hashable {
    package let id: Identifier
    /// Empty for a memory that is nobody's, as the stores keep it.
    package let userID: Identifier

    package init(id: String, userID: String?) {
        self.id = Identifier(id)
        self.userID = Identifier(userID ?? "")
    }

    package init(_ memory: Memory) {
        self.init(id: memory.id, userID: memory.userID)
    }
}

extension Sequence<StoredMemory> {
    /// Without those whose owner and id come again later in the batch: the last one is meant.
    package var lastOfEachID: [StoredMemory] {
        let all = Array(self)
        var last: [OwnedID: Int] = [:]
        for (index, stored) in all.enumerated() { last[OwnedID(stored.memory)] = index }
        return last.values.sorted().map { all[$0] }
    }
}

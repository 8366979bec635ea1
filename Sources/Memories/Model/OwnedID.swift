package import Base

/// The name of a memory inside a workspace: an id is unique only for its user.
package struct OwnedID: Sendable, Hashable {
    package let id: Identifier
    /// Empty for a memory that belongs to nobody, as in the stores.
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
    /// The memories without those whose owner and id appear again later in the batch: the last one counts.
    package var lastOfEachID: [StoredMemory] {
        let all = Array(self)
        var last: [OwnedID: Int] = [:]
        for (index, stored) in all.enumerated() { last[OwnedID(stored.memory)] = index }
        return last.values.sorted().map { all[$0] }
    }
}

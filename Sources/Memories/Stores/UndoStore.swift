package import Base
package import Identity

/// One memory of an undoing.
package struct UndoChange: Sendable {
    package let memory: Memory
    package let edition: Int
    /// The memory to put in its place; nil removes it, or leaves a deleted one as it was.
    package let replacement: StoredMemory?
    /// Whether the memory was deleted, and comes back before it is replaced.
    package let isDeleted: Bool

    package init(memory: Memory, edition: Int, replacement: StoredMemory?, isDeleted: Bool = false) {
        self.memory = memory
        self.edition = edition
        self.replacement = replacement
        self.isDeleted = isDeleted
    }

    /// Whether it removes the memory.
    var removes: Bool { replacement == nil && !isDeleted }
}

/// Undoing what an application wrote. The undone contents are kept until `purge`, so that they can be brought back.
package protocol UndoStore: Sendable {
    /// The memories within reach that one of the applications wrote or deleted since the moment, with their former contents: first those
    /// that exist, then the deleted ones, both oldest first.
    func written(
        _ access: Access,
        by applications: [ApplicationID],
        since time: Timestamp,
        limit: Int
    ) async throws -> [MemoryHistory]
    /// Makes all changes in one step and remembers what they replaced; false, and nothing changed, when a memory is gone
    /// or has another edition.
    func undo(_ access: Access, _ undone: UndoneApplication, _ changes: [UndoChange]) async throws -> Bool
    /// The undoings within reach made after `time`, newest first.
    func undone(_ access: Access, after time: Timestamp) async throws -> [UndoneApplication]
    /// Brings back what the undoing replaced, in one step, except memories that changed meanwhile. Exactly one of
    /// several concurrent callers gets the ids of the memories it brought back; the others get nil, as for an id that is
    /// unknown, out of reach, or not after `time`.
    func takeBack(_ access: Access, _ id: ID<UndoneApplication>, after time: Timestamp) async throws -> [OwnedID]?
    /// Removes for good what was deleted before `time`; returns how many memories.
    func purgeDeleted(before time: Timestamp) async throws -> Int
    /// Forgets undoings up to `time`; returns how many.
    func purge(upTo time: Timestamp) async throws -> Int
}

package import Base
package import Identity

/// One memory of an undoing.
package struct UndoChange: Sendable {
    package let memory: Memory
    package let edition: Int
    /// The memory to put in its place; nil removes it.
    package let replacement: StoredMemory?

    package init(memory: Memory, edition: Int, replacement: StoredMemory?) {
        self.memory = memory
        self.edition = edition
        self.replacement = replacement
    }
}

/// Undoing what an application wrote. The undone contents are kept until `purge`, so that they can be brought back.
package protocol UndoStore: Sendable {
    /// The memories within reach that the application wrote since the moment, oldest first, with their former contents.
    func written(
        _ access: Access,
        by application: ApplicationID,
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
    /// Forgets undoings up to `time`; returns how many.
    func purge(upTo time: Timestamp) async throws -> Int
}

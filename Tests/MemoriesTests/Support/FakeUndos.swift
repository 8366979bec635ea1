import Base
import Identity
import Memories

/// An undo store in which no application wrote anything.
struct FakeUndos: UndoStore {
    func written(
        _ access: Access,
        by applications: [ApplicationID],
        since time: Timestamp,
        limit: Int
    ) async throws -> [MemoryHistory] { [] }
    func undo(_ access: Access, _ undone: UndoneApplication, _ changes: [UndoChange]) async throws -> Bool { false }
    func undone(_ access: Access, after time: Timestamp) async throws -> [UndoneApplication] { [] }
    func takeBack(_ access: Access, _ id: ID<UndoneApplication>, after time: Timestamp) async throws -> [OwnedID]? {
        nil
    }
    func purgeDeleted(before time: Timestamp) async throws -> Int { 0 }
    func purge(upTo time: Timestamp) async throws -> Int { 0 }
}

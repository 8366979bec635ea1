import Base
import Identity
import Memories

/// No memory expires.
struct FakeExpiries: MemoryExpiryStore {
    func expire(_ access: Access, _ filter: MemoryFilter, at time: Timestamp?) async throws -> Int { 0 }
    func next() async throws -> Timestamp? { nil }
    func purge(at now: Timestamp) async throws -> Int { 0 }
}

import Base
import Identity
import Memories

/// A version store that keeps nothing.
struct FakeVersions: MemoryVersionStore {
    func history(_ access: Access, of memory: OwnedID) async throws -> MemoryHistory? { nil }
    func contents(_ access: Access, of rows: [Int64], at time: Timestamp) async throws -> [Int64: MemoryVersion] { [:] }
    func purge(keeping count: Int, replacedBefore time: Timestamp) async throws -> Int { 0 }
}

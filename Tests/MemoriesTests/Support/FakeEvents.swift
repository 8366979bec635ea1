import Base
import Identity
import Memories
import Synchronization

/// An event store that keeps what is added and answers nothing.
final class FakeEvents: MemoryEventStore {
    private let state = Mutex<(writes: [MemoryEvent], reads: [MemoryReads], failure: StoreFailure?)>(([], [], nil))

    var writes: [MemoryEvent] { state.withLock { $0.writes } }
    var reads: [MemoryReads] { state.withLock { $0.reads } }

    /// Thrown by `add` unless it is nil.
    var failure: StoreFailure? {
        get { state.withLock { $0.failure } }
        set { state.withLock { $0.failure = newValue } }
    }

    func add(_ writes: [MemoryEvent], _ reads: [MemoryReads]) async throws {
        try state.withLock { state in
            if let failure = state.failure { throw failure }
            state.writes += writes
            state.reads += reads
        }
    }
    func gatherReaders(before time: Timestamp) async throws -> Int { 0 }
    func purgeProvenances() async throws -> Int { 0 }
    func readers(_ access: Access, of memory: OwnedID) async throws -> [MemoryReader] { [] }
    func activity(_ access: Access, _ filter: ActivityFilter, page: PageRequest) async throws -> Page<MemoryEvent> {
        Page(items: [], total: 0)
    }
    func days(_ access: Access, since time: Timestamp) async throws -> [ApplicationDay] { [] }
    func purge(before time: Timestamp, daysBefore day: Timestamp) async throws -> Int { 0 }
}

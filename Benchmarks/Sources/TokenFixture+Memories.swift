import Base
import Memories
import SQLStorage

extension TokenFixture {
    /// Memories with keyword search only, which costs the same on every machine.
    func memories(limits: MemoryLimits = MemoryLimits()) -> MemoryService {
        let stores = database.stores
        return MemoryService(
            store: stores.memories,
            workingMemory: stores.workingMemory,
            promotions: stores.promotions,
            records: stores.records,
            embedder: nil,
            time: SystemTime(),
            random: SystemRandom(),
            limits: limits,
            log: HTTPGroup.silence
        )
    }
}

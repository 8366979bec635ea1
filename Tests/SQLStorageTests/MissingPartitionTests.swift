import Base
import GRDB
import Identity
import Memories
import SQLStorage
import TestSupport
import Testing

@Suite struct MissingPartitionTests {
    private func memory(_ id: String, of user: String) -> StoredMemory {
        let memory = Memory(id: id, text: id, kind: .semantic, userID: user, createdAt: People.dawn)
        return StoredMemory(memory: memory, searchText: id, vector: nil)
    }

    @Test("A memory for which there is no partition is an error, and no memory of its batch is stored")
    func noPartition() async throws {
        let folder = try TemporaryDirectory()
        let team = People.team("team", privacy: .privatePerUser)
        let first = try SQLiteStores.open(directory: folder.path)
        _ = try await first.identity.workspaces.add(team)
        try first.close()
        let other = try DatabaseQueue(path: folder.path + "/memory.db")
        try await other.writeWithoutTransaction {
            try $0.execute(
                sql: """
                    CREATE TRIGGER partition_lost AFTER INSERT ON partitions WHEN new.user_id = 'bob'
                    BEGIN DELETE FROM partitions WHERE id = new.id; END
                    """
            )
        }
        try other.close()
        let stores = try SQLiteStores.open(directory: folder.path)
        let access = try AccessPolicy.access(People.service(in: team), to: .write)
        func total() async throws -> Int {
            try await stores.memories.list(access, MemoryFilter(), order: .oldestFirst, page: PageRequest(limit: 9))
                .total
        }
        let both = [memory("a", of: "ann"), memory("b", of: "bob")]
        for batch in [both, both.reversed(), [both[1]]] {
            let failure = await #expect(throws: StoreFailure.self) {
                try await stores.memories.put(access, batch, model: nil)
            }
            #expect(failure?.kind == .broken)
            #expect(try await total() == 0)
        }
        try await stores.memories.put(access, [both[0]], model: nil)
        #expect(try await total() == 1)
        try stores.close()
    }
}

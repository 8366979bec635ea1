import Base
import FoundationEssentials
import Identity
import Memories
import SQLStorage
import TestSupport
import Testing

/// A second opening of the same file acts as a second process: only the file is shared.
@Suite final class TwoProcessTests: Sendable {
    private let folder: TemporaryDirectory
    private let server: SQLiteStores
    private let command: SQLiteStores
    private let access: Access
    private let model = EmbeddingModel(name: "m", dimension: 2)

    init() async throws {
        folder = try TemporaryDirectory()
        server = try SQLiteStores.open(directory: folder.path)
        command = try SQLiteStores.open(directory: folder.path)
        access = try AccessPolicy.access(People.person("ann"), to: .write)
        _ = try await server.identity.users.add(People.user("ann"), personal: People.personal("ann"))
    }

    deinit {
        try? server.close()
        try? command.close()
    }

    private func put(_ id: String, by stores: SQLiteStores) async throws {
        let memory = Memory(id: id, text: id, kind: .semantic, userID: "ann", createdAt: People.dawn)
        let stored = StoredMemory(memory: memory, searchText: id, vector: Vector(normalising: [1, 1]))
        try await stores.memories.put(access, [stored], model: model)
    }

    private func found(by stores: SQLiteStores) async throws -> [String] {
        let request = CandidateRequest(
            words: nil,
            vector: Vector(normalising: [1, 1]),
            model: model,
            filter: MemoryFilter(),
            limit: 10
        )
        return try await stores.memories.candidates(access, request).map(\.id).sorted()
    }

    @Test func aSearchSeesTheVectorsThatAnotherProcessHasJustWritten() async throws {
        try await put("a", by: server)
        #expect(try await found(by: server) == ["a"])
        try await put("b", by: command)
        #expect(try await found(by: server) == ["a", "b"])
        try await put("c", by: server)
        #expect(try await found(by: server) == ["a", "b", "c"])
        #expect(try await command.memories.delete(access, ids: ["a"]) == 1)
        #expect(try await found(by: server) == ["b", "c"])
    }

    /// For `doctor`, which runs while a server runs, possibly of another version.
    @Test func anInspectionSeesCommittedDataAndWritesNothing() async throws {
        let (stores, pending) = try #require(try SQLiteStores.read(directory: folder.path))
        #expect(pending.isEmpty)
        #expect(try await stores.identity.users.user(named: "ann") != nil)
        await #expect(throws: StoreFailure.self) {
            try await stores.identity.users.add(People.user("bob"), personal: People.personal("bob"))
        }
        #expect(try await server.identity.users.user(named: "bob") == nil)
    }

    @Test func bothProcessesCanWriteAtOnce() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<40 {
                group.addTask { try await self.put("m\(index)", by: index % 2 == 0 ? self.server : self.command) }
            }
            try await group.waitForAll()
        }
        #expect(try await found(by: server).count == 10)
        #expect(
            try await server.memories.list(access, MemoryFilter(), order: .newestFirst, page: PageRequest(limit: 1))
                .total == 40
        )
    }

    @Test func acknowledgedWritesSurviveACrash() async throws {
        try await put("a", by: server)
        let copy = folder.path + "-after-a-crash"
        try FileManager.default.copyItem(atPath: folder.path, toPath: copy)
        defer { try? FileManager.default.removeItem(atPath: copy) }
        let reopened = try SQLiteStores.open(directory: copy)
        #expect(try await reopened.memories.memory(access, id: "a")?.text == "a")
        try reopened.close()
    }

    @Test func theCacheStaysWithinItsBytes() async throws {
        // The cache is too small for any partition: every search reads the codes again and finds the same.
        let tiny = try SQLiteStores.open(directory: folder.path, vectorCacheBytes: 1)
        try await put("a", by: server)
        #expect(try await found(by: tiny) == ["a"])
        #expect(try await found(by: tiny) == ["a"])
        try tiny.close()
    }
}

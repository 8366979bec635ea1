import Base
import Identity
import Memories
import TestSupport
import Testing

@testable import SQLStorage

@Suite("The codes of vectors are read as one blob for many")
struct CodePackTests {
    private let file: TemporaryDatabase
    private let store: SQLMemoryStore
    private let app: Workspace

    private static let model = EmbeddingModel(name: "test", dimension: 8)

    init() async throws {
        file = try TemporaryDatabase()
        store = SQLMemoryStore(database: file.database, cache: VectorCache(byteLimit: 16 << 20))
        app = People.team("app", privacy: .privatePerUser)
        _ = try await SQLWorkspaceStore(database: file.database).add(app)
    }

    private func access(_ user: String? = nil) throws -> Access {
        try AccessPolicy.access(People.service(in: app), user: user, to: .write)
    }

    private static func vector(_ random: SeededRandom) throws -> Vector {
        try #require(Vector(normalising: random.bytes(8).map { Float($0) - 127.5 }))
    }

    @discardableResult
    private func put(_ user: String, _ count: Int, _ random: SeededRandom) async throws -> [Vector] {
        let vectors = try (0..<count).map { _ in try Self.vector(random) }
        let memories = vectors.enumerated().map { number, vector in
            let memory = Memory(id: "m\(number)", text: "t", kind: .semantic, userID: user, createdAt: People.dawn)
            return StoredMemory(memory: memory, searchText: "t", vector: vector)
        }
        try await store.put(access(user), memories, model: Self.model)
        return vectors
    }

    private func packed() async throws -> [UInt8] {
        let row = try await file.database.row(
            """
            SELECT pack_codes(c.partition_id, c.memory_row, c.scale, c.codes) AS packed FROM memory_codes c
            """
        )
        return try #require(row).blob("packed")
    }

    @Test("A blob has what the rows have, and is empty for none")
    func same() async throws {
        #expect(try await packed().isEmpty)
        let random = SeededRandom(3)
        for user in ["ann", "bob"] { try await put(user, 20, random) }
        let rows = try await file.database.rows("SELECT partition_id, memory_row, scale, codes FROM memory_codes")
        var found: [[Int64]: (Float, [UInt8])] = [:]
        let isComplete = try await packed().withUnsafeBytes { bytes in
            SQLiteCodePack.each(bytes) { found[[$0.partition, $0.row]] = ($0.scale, Array($0.codes)) }
        }
        #expect(isComplete && found.count == 40 && rows.count == 40)
        for row in rows {
            let vector = try #require(found[[try row.integer("partition_id"), try row.integer("memory_row")]])
            #expect(vector.0 == Float(try row.real("scale")))
            #expect(vector.1 == (try row.blob("codes")))
        }
    }

    @Test("A blob that was cut off is not complete, wherever it was cut")
    func cut() async throws {
        try await put("ann", 2, SeededRandom(4))
        let whole = try await packed()
        #expect(whole.count == 2 * (24 + 8))
        for end in 0..<whole.count {
            let isComplete = whole[..<end].withUnsafeBytes { SQLiteCodePack.each($0) { _ in } }
            #expect(isComplete == (end % 32 == 0), "\(end)")
        }
    }
}

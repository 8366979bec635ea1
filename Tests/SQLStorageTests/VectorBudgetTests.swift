import Base
import FoundationEssentials
import Identity
import Memories
import SQLStorage
import TestSupport
import Testing

/// A cache too small for what is searched costs time and nothing else.
@Suite final class VectorBudgetTests {
    private let path: String
    private let database: SQLiteDatabase
    private let model = EmbeddingModel(name: "m", dimension: 64)

    init() async throws {
        path = FileManager.default.temporaryDirectory.path() + "budget-test-\(UInt64.random(in: .min ... .max)).db"
        database = try SQLiteDatabase(path: path)
        for name in ["ann", "bob"] {
            _ = try await SQLUserStore(database: database).add(People.user(name), personal: People.personal(name))
        }
    }

    deinit {
        try? database.close()
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    }

    private func put(_ vectors: [String: Vector], of name: String, in store: SQLMemoryStore) async throws {
        let access = try AccessPolicy.access(People.person(name), to: .write)
        let stored = vectors.map { id, vector in
            StoredMemory(
                memory: Memory(id: id, text: id, kind: .semantic, userID: name, createdAt: People.dawn), searchText: id, vector: vector)
        }
        try await store.put(access, stored, model: model)
    }

    private func nearest(_ query: Vector, of name: String, in store: SQLMemoryStore) async throws -> Set<String> {
        let access = try AccessPolicy.access(People.person(name), to: .read)
        let request = CandidateRequest(words: nil, vector: query, model: model, filter: MemoryFilter(), limit: 10)
        return Set(try await store.candidates(access, request).map(\.id))
    }

    private func exact(_ query: Vector, _ vectors: [String: Vector]) -> Set<String> {
        func cosine(_ other: Vector) -> Float { zip(query.elements, other.elements).reduce(0) { $0 + $1.0 * $1.1 } }
        return Set(vectors.sorted { cosine($0.value) > cosine($1.value) }.prefix(10).map(\.key))
    }

    /// Room for none, for Bob but not for Ann, and for both.
    @Test(arguments: [0, 20_000, 1 << 20])
    func searchesStayExact(byteLimit: Int) async throws {
        let random = SeededRandom(5)
        func vector() throws -> Vector {
            try #require(Vector(normalising: random.bytes(64).map { Float(Int8(bitPattern: $0)) }))
        }
        let store = SQLMemoryStore(database: database, cache: VectorCache(byteLimit: byteLimit))
        var vectors: [String: [String: Vector]] = ["ann": [:], "bob": [:]]
        for round in 0..<3 {
            for (name, count) in [("ann", 200), ("bob", 30)] {
                var added: [String: Vector] = [:]
                for number in 0..<count { added["\(round)-\(number)"] = try vector() }
                // One that every round writes again.
                added["again"] = try vector()
                try await put(added, of: name, in: store)
                vectors[name]?.merge(added) { _, new in new }
                for _ in 0..<3 {
                    let query = try vector()
                    #expect(try await nearest(query, of: name, in: store) == exact(query, vectors[name] ?? [:]))
                }
            }
        }
        let access = try AccessPolicy.access(People.person("ann"), to: .write)
        _ = try await store.delete(access, ids: (0..<100).map { "0-\($0)" })
        for number in 0..<100 { vectors["ann"]?["0-\(number)"] = nil }
        let query = try vector()
        #expect(try await nearest(query, of: "ann", in: store) == exact(query, vectors["ann"] ?? [:]))
    }
}

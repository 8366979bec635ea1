import Base
import FoundationEssentials
import Identity
import Memories
import TestSupport
import Testing

@testable import SQLStorage

/// A cache that is too small makes searches slower, but does not change their results.
@Suite struct VectorBudgetTests {
    private let file: TemporaryDatabase
    private var database: SQLiteDatabase { file.database }
    private let model = EmbeddingModel(name: "m", dimension: 64)

    init() async throws {
        file = try TemporaryDatabase()
        let database = file.database
        for name in ["ann", "bob"] {
            _ = try await SQLUserStore(database: database).add(People.user(name), personal: People.personal(name))
        }
    }

    private func put(_ vectors: [String: Vector], of name: String, in store: SQLMemoryStore) async throws {
        let access = try AccessPolicy.access(People.person(name), to: .write)
        let stored = vectors.map { id, vector in
            StoredMemory(
                memory: Memory(id: id, text: id, kind: .semantic, userID: name, createdAt: People.dawn),
                searchText: id,
                vector: vector
            )
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
        let found = vectors.map { (id: $0.key, cosine: cosine($0.value)) }
        return Set(found.sorted { $0.cosine > $1.cosine }.prefix(10).map(\.id))
    }

    /// Codes are read 4,096 at a time. A code at the edge of a page, in one partition or in several, is neither lost
    /// nor duplicated, and no page starts at the partition's beginning.
    @Test func codesAreReadInPages() async throws {
        let random = SeededRandom(6)
        let store = SQLMemoryStore(database: database, cache: VectorCache(byteLimit: 0))
        let model = EmbeddingModel(name: "small", dimension: 2)
        let app = People.team("app")
        _ = try await SQLWorkspaceStore(database: database).add(app)
        for (user, count) in [("a", 4_096), ("b", 3), ("c", 8_200), ("d", 0), ("e", 5)] {
            let access = try AccessPolicy.access(People.service(in: app), user: user, to: .write)
            let stored = (0..<count).map { number in
                let elements = random.bytes(2).map { Float(Int8(bitPattern: $0)) + 0.5 }
                let memory = Memory(
                    id: "\(user)\(number)",
                    text: "t",
                    kind: .semantic,
                    userID: user,
                    createdAt: People.dawn
                )
                return StoredMemory(memory: memory, searchText: "t", vector: Vector(normalising: elements))
            }
            try await store.put(access, stored, model: model)
        }
        let everyone = try AccessPolicy.access(People.service(in: app), to: .read)
        let vectors = SQLVectors(database: database, cache: VectorCache(byteLimit: 0))
        let partitions = try await vectors.partitions(everyone, user: nil)
        let query = try #require(Vector(normalising: [1, 1]))
        let rows = try await vectors.nearest(
            query,
            model: vectors.number(of: model),
            in: partitions,
            limit: 100_000,
            allowed: nil
        )
        #expect(rows.count == 12_304)
        #expect(Set(rows).count == rows.count)
    }

    /// Another process wrote the revision in between: the copy waits for it in vain, and must not keep all later
    /// changes.
    @Test func aCopyThatCannotCatchUpIsDropped() {
        let cache = VectorCache(byteLimit: 1 << 20)
        cache.insert(VectorCache.Entry(model: 1, revision: 1, vectors: VectorPartition(dimension: 64)), for: 7)
        for revision in 3...66 as ClosedRange<Int64> { cache.apply([.removed(row: 1)], to: 7, revision: revision) }
        #expect(cache.entry(of: 7, model: 1, revision: 1) != nil)
        cache.apply([.removed(row: 1)], to: 7, revision: 67)
        #expect(cache.entry(of: 7, model: 1, revision: 1) == nil)
    }

    /// Capacity for no user, for Bob but not for Ann, and for both.
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
                // A row that every round writes again.
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

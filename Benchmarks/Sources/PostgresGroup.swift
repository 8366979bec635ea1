import Base
import Foundation
import Identity
import Memories
import SQLStorage

/// PostgreSQL against SQLite, and its writes side by side against one after another. `scripts/postgres` runs it with a server.
struct PostgresGroup {
    let effort: Effort

    private static let url = ProcessInfo.processInfo.environment["AGENT_MEMORY_TEST_POSTGRES"] ?? ""
    private static let size = 1_000
    private static let schema = "bench"

    func measure() async throws -> [Figure] {
        guard !Self.url.isEmpty else {
            print(
                "postgres: skipped. Run POSTGRES_FSYNC=on scripts/postgres .build/release/agent-memory-bench postgres"
            )
            return []
        }
        var options = PostgresOptions(url: Secret(Self.url))
        options.schema = Self.schema
        options.connections = 16
        let postgres = try PostgresStores.open(options)
        defer { postgres.erase(Self.schema) }
        let folder = FileManager.default.temporaryDirectory.path() + "agent-memory-bench-postgres-\(getpid())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let sqlite = try SQLiteStores.open(directory: folder)
        let database = try PostgresDatabase(options)
        defer { database.close() }
        return try await searches(sqlite.stores, postgres.stores) + writes(database, postgres.stores)
    }

    /// Hybrid searches of one user's 1,000 memories, by the clock: most of PostgreSQL's work is in another process.
    private func searches(_ sqlite: Stores, _ postgres: Stores) async throws -> [Figure] {
        let questions = Questions(seed: 3, count: 50)
        let access = try FilledStore.access(size: Self.size)
        var searched: [SearchedStore] = []
        for stores in [sqlite, postgres] {
            try await FilledStore.addWorkspace(to: stores)
            var (vectors, texts) = (SampleVectors(seed: 3), SampleTexts(seed: 3))
            let writing = try FilledStore.access("user-\(Self.size)", to: .write)
            for start in stride(from: 0, to: Self.size, by: 100) {
                let memories = (start..<start + 100).map {
                    Self.memory("m\($0)", of: "user-\(Self.size)", texts.sentence(), vectors.next())
                }
                try await stores.memories.put(writing, memories, model: FilledStore.model)
            }
            searched.append(SearchedStore(stores, questions, access))
        }
        var times: [[Double]] = [[], []]
        for question in questions.all + questions.all {
            for (index, store) in searched.enumerated() {
                let start = Measure.wallTime()
                _ = try await store.search(question, .hybrid)
                times[index].append(Double(Measure.wallTime() - start) / 1e6)
            }
        }
        let (one, other) = (Measure.quantile(times[0], 0.5), Measure.quantile(times[1], 0.5))
        return [
            Figure("hybrid search of 1,000 on SQLite, p50 by the clock", times[0], "ms"),
            Figure(
                name: "hybrid search of 1,000 on PostgreSQL, p50 by the clock",
                value: other,
                unit: "ms",
                spread: Measure.Timing(times[1]).spread,
                ratio: .init(to: "on SQLite", value: other / one, moreIsBetter: false, aim: 6)
            ),
        ]
    }

    /// Memories a second that writers store, each for a user of its own.
    private func writes(_ database: PostgresDatabase, _ stores: Stores) async throws -> [Figure] {
        let together = SQLMemoryStore(database: database, cache: VectorCache(byteLimit: 0))
        let alone = SQLMemoryStore(database: OneAfterAnother(database: database), cache: VectorCache(byteLimit: 0))
        let samples = Questions(seed: 4, count: 64).all
        // Opens the connections.
        _ = try await Self.rate(of: together, 16, samples, "first")
        var figures: [Figure] = []
        for writers in [1, 4, 16] {
            var rates: [[Double]] = [[], []]
            for round in 0..<max(3, effort.rounds / 3) {
                for (index, store) in [alone, together].enumerated() {
                    rates[index].append(
                        try await Self.rate(of: store, writers, samples, "\(index)-\(writers)-\(round)")
                    )
                }
            }
            let name = "\(writers) writer\(writers == 1 ? "" : "s"), batches one after another"
            let (before, after) = (Measure.quantile(rates[0], 0.5), Measure.quantile(rates[1], 0.5))
            figures += [
                Figure(name, rates[0], "memories a second"),
                Figure(
                    name: "\(writers) writer\(writers == 1 ? "" : "s"), batches of different users side by side",
                    value: after,
                    unit: "memories a second",
                    spread: Measure.Timing(rates[1]).spread,
                    ratio: .init(to: name, value: after / before, moreIsBetter: true, aim: writers == 16 ? 1.5 : nil)
                ),
            ]
        }
        return figures
    }

    private static func rate(
        of store: SQLMemoryStore,
        _ writers: Int,
        _ samples: [(text: String, vector: Vector)],
        _ round: String
    ) async throws -> Double {
        let start = Measure.wallTime()
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for writer in 0..<writers {
                group.addTask {
                    let user = "writer-\(writer)"
                    let access = try FilledStore.access(user, to: .write)
                    var count = 0
                    while Measure.wallTime() - start < 1_000_000_000 {
                        let sample = samples[(writer + count) % samples.count]
                        let memory = memory("\(round)-\(count)", of: user, sample.text, sample.vector)
                        try await store.put(access, [memory], model: FilledStore.model)
                        count += 1
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
        return Double(count) / (Double(Measure.wallTime() - start) / 1e9)
    }

    private static func memory(_ id: String, of user: String, _ text: String, _ vector: Vector) -> StoredMemory {
        let memory = Memory(id: id, text: text, kind: .semantic, userID: user, createdAt: TokenFixture.time.now())
        return StoredMemory(memory: memory, searchText: text, vector: vector)
    }
}

/// A database as if every batch had to wait for all others.
private struct OneAfterAnother: SQLDatabase {
    let database: any SQLDatabase
    var dialect: SQLDialect { database.dialect }

    func rows(_ sql: SQL, effort: SQLEffort) async throws -> [SQLRow] { try await database.rows(sql, effort: effort) }

    func atomically(_ steps: [SQLStep], scope: SQLScope) async throws -> SQLOutcome {
        try await database.atomically(steps, scope: .everything)
    }
}

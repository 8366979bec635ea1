import Base
import Identity
import Memories
import SQLStorage

/// How long finding takes, how much of the truth it finds, and what a memory's vector occupies.
struct SearchGroup {
    let effort: Effort

    private var queryCount: Int {
        switch effort {
        case .quick: 20
        case .full: 200
        }
    }

    private var sizes: [(count: Int, aim: Double?)] {
        switch effort {
        case .quick: [(1_000, nil), (10_000, 1)]
        case .full: [(1_000, nil), (10_000, 1), (100_000, 3), (1_000_000, 10)]
        }
    }

    func measure() async throws -> [Figure] {
        var figures: [Figure] = []
        for (count, aim) in sizes { figures += partition(count, aim: aim) }
        for (count, _) in sizes { figures += try await store(users: 1, each: count) }
        switch effort {
        case .quick: figures += try await store(users: 10, each: 100)
        case .full: figures += try await store(users: 1_000, each: 1_000)
        }
        return figures
    }

    /// The vectors of one user in memory: codes and bits, then the best fifty by their floats.
    private func partition(_ count: Int, aim: Double?) -> [Figure] {
        var source = SampleVectors(seed: 1)
        var exact = ExactVectors()
        var partition = VectorPartition(dimension: SampleVectors.dimension)
        partition.reserve(count)
        for row in 0..<count {
            let vector = source.next()
            exact.append(vector)
            let (codes, scale) = VectorPartition.quantise(vector)
            _ = codes.withUnsafeBytes { partition.append(row: Int64(row), codes: $0, scale: scale) }
        }
        var asked = SampleVectors(seed: 2)
        let queries = (0..<queryCount).map { _ in asked.next() }
        let truth = exact.nearest(queries)

        func search(_ query: Vector) -> [Int] {
            partition.nearest(query, limit: 50, allowed: nil).map { Int($0.row) }
                .map { (index: $0, similarity: exact.similarity(query, $0)) }
                .sorted { ($0.similarity, $1.index) > ($1.similarity, $0.index) }.prefix(10).map(\.index)
        }
        for query in queries.prefix(5) { keep(search(query)) }
        var times: [Double] = []
        var exactTimes: [Double] = []
        var found = 0
        for (query, truth) in zip(queries, truth) {
            let start = Measure.processorTime()
            let result = search(query)
            times.append(Double(Measure.processorTime() - start) / 1e6)
            found += Set(result).intersection(truth).count
        }
        for query in queries.prefix(max(3, min(queryCount, 2_000_000 / count))) {
            let start = Measure.processorTime()
            keep(exact.nearest([query]))
            exactTimes.append(Double(Measure.processorTime() - start) / 1e6)
        }
        let name = "\(count) vectors"
        let (time, limit) = (Measure.quantile(times, 0.5), Measure.quantile(exactTimes, 0.5))
        return [
            Figure("\(name): exact float32 scan, p50", exactTimes, "ms"),
            Figure(
                name: "\(name): p50", value: time, unit: "ms", spread: Measure.Timing(times).spread,
                ratio: .init(to: "float32 scan", value: time / limit, moreIsBetter: false, aim: nil),
                atMost: aim),
            Figure(name: "\(name): p95", value: Measure.quantile(times, 0.95), unit: "ms"),
            Figure(
                name: "\(name): recall@10", value: Double(found) / Double(10 * queryCount), unit: "",
                atLeast: 0.999),
            Figure(
                name: "\(name): bytes each in memory", value: Double(partition.byteCount) / Double(count),
                unit: "B", isExact: true),
        ]
    }

    /// The whole way through the store: candidates by meaning with their texts, for one of so many users.
    private func store(users: Int, each: Int) async throws -> [Figure] {
        let filled = try await FilledStore(users: users, memoriesEach: each)
        var asked = SampleVectors(seed: 3)
        var times: [Double] = []
        var first: Double?
        for number in 0..<queryCount {
            let query = asked.next()
            let access = try filled.access(user: users == 1 ? 0 : (number * 7) % min(users, 20))
            let request = CandidateRequest(
                words: nil, vector: query, model: filled.model, filter: MemoryFilter(), limit: 10)
            let start = Measure.processorTime()
            let found = try await filled.database.stores.memories.candidates(access, request)
            let taken = Double(Measure.processorTime() - start) / 1e6
            guard found.count == 10 else { throw Problem("the store found \(found.count) of 10") }
            if first == nil { first = taken }
            // The first search of each user reads its codes.
            if number >= min(users, 20) { times.append(taken) }
        }
        let name = users == 1 ? "store, one user of \(each)" : "store, one of \(users) users of \(each)"
        return [
            Figure(name: "\(name): first search (reads the codes)", value: first ?? .nan, unit: "ms"),
            Figure("\(name): p50", times, "ms"),
            Figure(name: "\(name): p95", value: Measure.quantile(times, 0.95), unit: "ms"),
        ]
    }
}

/// A database with memories and vectors of many users, filled past the stores for speed.
struct FilledStore {
    let database: TemporaryStores
    let model = EmbeddingModel(name: "bench", dimension: SampleVectors.dimension)
    private let workspace = Workspace(
        id: ID("bench"), name: "bench", kind: .team, privacy: .privatePerUser,
        createdAt: TokenFixture.time.now())

    /// Who may see the memories of that one user.
    func access(user: Int) throws -> Access {
        let service = Principal(
            kind: .service, userName: nil, scopes: .read, credential: .none,
            entries: [.init(workspace: workspace.id, role: .admin, privacy: workspace.privacy)])
        return try AccessPolicy.access(service, user: "user-\(user)", to: .read)
    }

    init(users: Int, memoriesEach: Int) async throws {
        database = try TemporaryStores(vectorCacheBytes: 1 << 30)
        guard try await database.stores.identity.workspaces.add(workspace) else {
            throw Problem("the workspace is there already")
        }
        let engine = try database.engine()
        defer { try? engine.close() }
        _ = try await engine.change(
            "INSERT INTO embedding_models (id, name, dimension) VALUES (1, \(model.name), \(Int64(model.dimension)))"
        )
        var source = SampleVectors(seed: 1)
        var row: Int64 = 0
        for user in 0..<users {
            let (partition, name) = (Int64(user + 1), "user-\(user)")
            var steps: [SQLStep] = [
                .run(
                    "INSERT INTO partitions (id, workspace_id, user_id, revision) VALUES (\(partition), \(workspace.id), \(name), 1)"
                )
            ]
            for number in 0..<memoriesEach {
                row += 1
                steps += Self.memory(row, number, partition, workspace.id, name, source.next())
                if steps.count > 3_000 {
                    _ = try await engine.commit(steps)
                    steps = []
                }
            }
            if !steps.isEmpty { _ = try await engine.commit(steps) }
        }
    }

    private static func memory(
        _ row: Int64, _ number: Int, _ partition: Int64, _ workspace: ID<Workspace>, _ user: String,
        _ vector: Vector
    ) -> [SQLStep] {
        let text =
            "Memory \(number) of \(user): the meeting was moved to the small room beside the garden."
        let id = "m\(number)"
        let (codes, scale) = VectorPartition.quantise(vector)
        return [
            .run(
                """
                INSERT INTO memories (row_id, partition_id, workspace_id, user_id, id, text, kind, session_id, namespace, topics, entities,
                    created_at, updated_at, last_accessed, access_count, pinned, extracted_from, extracted, extraction_strategy,
                    extraction_config, metadata, search_text, version, model_id)
                VALUES (\(row), \(partition), \(workspace), \(user), \(id), \(text), 'semantic', '', '', '[]', '[]',
                    1, 1, 1, 0, 0, '[]', 1, 'discrete', '{}', '{}', \(text), 1, 1)
                """),
            .run(
                "INSERT INTO memory_vectors (memory_row, model_id, elements) VALUES (\(row), 1, \(Self.bytes(vector)))"
            ),
            .run(
                """
                INSERT INTO memory_codes (partition_id, memory_row, model_id, scale, codes)
                VALUES (\(partition), \(row), 1, \(Double(scale)), \(codes.map { UInt8(bitPattern: $0) }))
                """),
        ]
    }

    private static func bytes(_ vector: Vector) -> [UInt8] {
        vector.elements.withUnsafeBytes { Array($0) }
    }
}

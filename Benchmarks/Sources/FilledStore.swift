import Base
import Foundation
import Identity
import Memories
import SQLStorage

/// A database with memories, words and vectors of many users. Filled directly through SQL for speed, and reused by the
/// next run.
struct FilledStore {
    /// The owners of the stored memories.
    struct Contents {
        /// One user for each of these numbers of memories.
        let sizes: [Int]
        /// Many users with a few memories each, written in turns.
        let crowd: (users: Int, each: Int)

        var total: Int { sizes.reduce(0, +) + crowd.users * crowd.each }
    }

    /// A session holds one in this many of a user's memories.
    static let sessions = 100
    private static let workspace = ID<Workspace>("bench")
    /// Increased when the written data changes; a database with an older schema is migrated.
    private static let form = 1

    let stores: SQLiteStores
    let contents: Contents
    static let model = EmbeddingModel(name: "bench", dimension: SampleVectors.dimension)

    static func vectors(ofSize size: Int) -> SampleVectors { SampleVectors(seed: UInt64(size)) }
    private static var crowdVectors: SampleVectors { SampleVectors(seed: 9) }

    /// The memories of some users of the crowd, with the vectors with which they were written.
    func crowd(_ numbers: [Int]) async throws -> [(user: Int, memories: [StoredMemory])] {
        var vectors: [Int: [Vector]] = [:]
        var source = Self.crowdVectors
        for _ in 0..<contents.crowd.each {
            for user in 0..<contents.crowd.users {
                let vector = source.next()
                if numbers.contains(user) { vectors[user, default: []].append(vector) }
            }
        }
        var result: [(user: Int, memories: [StoredMemory])] = []
        for user in numbers {
            let page = try await stores.memories.list(
                try Self.access(ofCrowd: user),
                MemoryFilter(),
                order: .oldestFirst,
                page: PageRequest(limit: contents.crowd.each)
            )
            guard let vectors = vectors[user], page.items.count == vectors.count, page.total == vectors.count else {
                throw Problem("user \(user) has \(page.total) memories instead of \(contents.crowd.each)")
            }
            let memories = zip(page.items, vectors).map {
                StoredMemory(memory: $0, searchText: SearchText.of($0), vector: $1)
            }
            result.append((user, memories))
        }
        return result
    }

    /// An access to the memories of this user only.
    static func access(size: Int) throws -> Access { try access("user-\(size)", to: .read) }
    static func access(ofCrowd number: Int, to action: Action = .read) throws -> Access {
        try access("crowd-\(number)", to: action)
    }

    static func access(_ user: String, to action: Action) throws -> Access {
        let service = Principal(
            kind: .service,
            userName: nil,
            scopes: .write,
            credential: .none,
            entries: [.init(workspace: workspace, role: .admin, privacy: .privatePerUser, name: "benchmark")],
            license: .unproven
        )
        return try AccessPolicy.access(service, user: user, to: action)
    }

    static func addWorkspace(to stores: Stores) async throws {
        let workspace = Workspace(
            id: workspace,
            name: "bench",
            kind: .team,
            privacy: .privatePerUser,
            createdAt: TokenFixture.time.now()
        )
        guard try await stores.identity.workspaces.add(workspace) else { throw Problem("the workspace already exists") }
    }

    /// - Parameter say: receives progress messages.
    init(_ contents: Contents, vectorCacheBytes: Int, say: (String) -> Void) async throws {
        self.contents = contents
        let name = "agent-memory-bench-search-\(contents.total)-\(Self.form)"
        let directory = FileManager.default.temporaryDirectory.path() + name
        let mark = "\(directory)/complete"
        if FileManager.default.fileExists(atPath: mark) {
            say("using the database of the last run: \(directory)")
        } else {
            try? FileManager.default.removeItem(atPath: directory)
            say("writing \(contents.total) memories to \(directory), which is kept for the next run")
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            let empty = try SQLiteStores.open(directory: directory)
            try await Self.addWorkspace(to: empty.stores)
            try empty.close()
            let engine = try SQLiteDatabase(path: "\(directory)/memory.db")
            try await Self.fill(engine, contents, say: say)
            try engine.close()
            _ = FileManager.default.createFile(atPath: mark, contents: nil)
        }
        stores = try SQLiteStores.open(directory: directory, vectorCacheBytes: vectorCacheBytes)
        // The background work of a server.
        while try await stores.memories.indexWords(limit: 5_000) > 0 {}
        try await stores.memories.tidyWords()
    }

    private static func fill(
        _ engine: SQLiteDatabase,
        _ contents: Contents,
        say: (String) -> Void
    ) async throws {
        // The index of every column is written in another order: with a small cache each page would be read and written
        // many times.
        _ = try await engine.change("PRAGMA cache_size = -1000000")
        _ = try await engine.change(
            "INSERT INTO embedding_models (id, name, dimension) VALUES (1, \(model.name), \(model.dimension))"
        )
        let names = contents.sizes.map { "user-\($0)" } + (0..<contents.crowd.users).map { "crowd-\($0)" }
        _ = try await engine.commit(
            names.enumerated().map { index, name in
                .run(
                    """
                    INSERT INTO partitions (id, workspace_id, user_id, revision) VALUES (\(index + 1), \(workspace), \(name), 1)
                    """
                )
            }
        )
        var texts = SampleTexts(seed: 1)
        var steps: [SQLStep] = []
        var written = 0
        let start = Measure.wallTime()
        func write() async throws {
            _ = try await engine.commit(steps)
            steps.removeAll(keepingCapacity: true)
            let seconds = Double(Measure.wallTime() - start) / 1e9
            say("\(written) of \(contents.total) memories written, \(Int(Double(written) / seconds)) a second")
        }
        func add(_ number: Int, of partition: Int, _ vector: Vector) async throws {
            written += 1
            steps += memory(
                Int64(written),
                number,
                Int64(partition),
                names[partition - 1],
                texts.sentence(),
                vector
            )
            if steps.count >= 90_000 { try await write() }
        }
        var crowd = crowdVectors
        for number in 0..<contents.crowd.each {
            for user in 0..<contents.crowd.users {
                try await add(number, of: contents.sizes.count + user + 1, crowd.next())
            }
        }
        for (index, size) in contents.sizes.enumerated() {
            var vectors = vectors(ofSize: size)
            for number in 0..<size { try await add(number, of: index + 1, vectors.next()) }
        }
        try await write()
    }

    private static func memory(
        _ row: Int64,
        _ number: Int,
        _ partition: Int64,
        _ user: String,
        _ text: String,
        _ vector: Vector
    ) -> [SQLStep] {
        let (codes, scale) = VectorPartition.quantise(vector)
        return [
            .run(
                """
                INSERT INTO memories (row_id, partition_id, workspace_id, user_id, id, text, kind, session_id, namespace, topics, entities,
                    created_at, updated_at, last_accessed, access_count, pinned, hash, extracted_from, extracted, extraction_strategy,
                    extraction_config, metadata, search_text, version, model_id)
                VALUES (\(row), \(partition), \(workspace), \(user), \("m\(number)"), \(text), 'semantic',
                    \("s\(number % sessions)"), 'bench', '[]', '[]', \(row), \(row), \(row), 0, 0, \("\(row)"), '[]', 1, 'discrete', '{}',
                    '{}', \(text), 1, 1)
                """
            ),
            .run(
                """
                INSERT INTO memory_vectors (memory_row, model_id, elements)
                VALUES (\(row), 1, \(vector.elements.withUnsafeBytes { Array($0) }))
                """
            ),
            .run(
                """
                INSERT INTO memory_codes (partition_id, memory_row, model_id, scale, codes)
                VALUES (\(partition), \(row), 1, \(Double(scale)), \(codes.map { UInt8(bitPattern: $0) }))
                """
            ),
        ]
    }
}

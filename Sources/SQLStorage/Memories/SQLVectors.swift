import Base
import Identity
import Memories

/// One user's memories in one workspace, and the revision of their vectors.
struct Partition: Sendable, Hashable {
    let id: Int64
    let revision: Int64
    /// The number of its memories in the keyword index, and the number of all their words.
    let memories: Int64
    let words: Int64
    /// Memories up to this row are not in the keyword index yet.
    let unindexed: Int64
    /// Whether other memories replaced some of its memories.
    let hasSuperseded: Bool
    let hasArchived: Bool
}

/// Vectors in SQL: 32-bit floats for ranking, 8-bit codes for finding; the codes are also cached in memory.
struct SQLVectors: Sendable {
    let database: any SQLDatabase
    let cache: VectorCache
    private let numbers = ModelNumbers()

    init(database: any SQLDatabase, cache: VectorCache) {
        self.database = database
        self.cache = cache
    }

    /// How many codes a statement reads; limits how much is in memory twice while a partition is read.
    private static let pageSize = 4_096
    /// The most vectors for which memory is reserved: the number of memories comes from the database's own counters.
    private static let reserved = 4_000_000
    /// How many small partitions are read together.
    private static let groupSize = 256

    /// The number of a model, assigned at its first use. Vectors of different models are never compared.
    func number(of model: EmbeddingModel) async throws -> Int64 {
        if let number = numbers.number(of: model) { return number }
        let known: SQL = "SELECT id FROM embedding_models WHERE name = \(model.name) AND dimension = \(model.dimension)"
        var row = try await database.row(known)
        if row == nil {
            _ = try await database.change(
                """
                INSERT INTO embedding_models (name, dimension) VALUES (\(model.name), \(model.dimension)) ON CONFLICT DO NOTHING
                """
            )
            row = try await database.row(known)
        }
        guard let number = try row?.number() else {
            throw StoreFailure(.broken, "an embedding model has no number")
        }
        numbers.note(number, of: model)
        return number
    }

    /// The partitions within reach that the filter's condition on the user allows.
    func partitions(_ access: Access, user: TagFilter?) async throws -> [Partition] {
        let reach = MemoryConditions.reach(access, workspace: "p.workspace_id", user: "p.user_id")
        let conditions = user.map { $0.conditions.map { MemoryConditions.single("p.user_id", $0) } } ?? []
        let effort: SQLEffort =
            switch access.reach {
            case .everyone: .scan
            case .only: .point
            }
        return try await database.rows(
            """
            SELECT p.id, p.revision, coalesce(t.memories, 0) AS memories, coalesce(t.words, 0) AS words,
                coalesce(t.unindexed, 0) AS unindexed,
                EXISTS (SELECT 1 FROM memories s \(SQL.indexOfSuperseded) WHERE s.workspace_id = p.workspace_id
                    AND s.user_id = p.user_id AND s.superseded_by IS NOT NULL) AS superseded,
                EXISTS (SELECT 1 FROM memories s \(SQL.indexOfArchived) WHERE s.workspace_id = p.workspace_id
                    AND s.user_id = p.user_id AND s.archived = 1) AS archived
            FROM partitions p LEFT JOIN word_totals t ON t.partition_id = p.id WHERE \(SQL.all([reach] + conditions))
            """,
            effort: effort
        ).map {
            Partition(
                id: try $0.integer("id"),
                revision: try $0.integer("revision"),
                memories: try $0.integer("memories"),
                words: try $0.integer("words"),
                unindexed: try $0.integer("unindexed"),
                hasSuperseded: try $0.bool("superseded"),
                hasArchived: try $0.bool("archived")
            )
        }
    }

    /// The rows with the nearest codes, over all the partitions together.
    func nearest(
        _ query: Vector,
        model: Int64,
        in partitions: [Partition],
        limit: Int,
        allowed: Set<Int64>?
    ) async throws -> [Int64] {
        var missing: [Partition] = []
        var found: [(row: Int64, similarity: Float)] = []
        for partition in partitions {
            if let entry = cache.entry(of: partition.id, model: model, revision: partition.revision) {
                found += entry.nearest(query, limit: limit, allowed: allowed)
            } else {
                missing.append(partition)
            }
        }
        for start in stride(from: 0, to: missing.count, by: Self.groupSize) {
            let group = missing[start..<min(start + Self.groupSize, missing.count)]
            for (partition, vectors) in try await load(Array(group), model: model, dimension: query.dimension) {
                guard let revision = group.first(where: { $0.id == partition })?.revision else { continue }
                // The revision was read before the codes: a commit in between is read with them, and applied or read
                // again.
                let entry = VectorCache.Entry(model: model, revision: revision, vectors: vectors)
                found += entry.nearest(query, limit: limit, allowed: allowed)
                cache.insert(entry, for: partition)
            }
        }
        return found.sorted { $0.similarity > $1.similarity }.prefix(limit).map(\.row)
    }

    /// Applies a commit to the copies in memory.
    func apply(_ changes: [Int64: (revision: Int64, changes: [VectorChange])]) {
        for (partition, change) in changes { cache.apply(change.changes, to: partition, revision: change.revision) }
    }

    private func load(_ partitions: [Partition], model: Int64, dimension: Int) async throws -> [Int64: VectorPartition]
    {
        var result: [Int64: VectorPartition] = [:]
        for partition in partitions {
            var vectors = VectorPartition(dimension: dimension)
            // Growing would copy, and leave up to half of the memory unused.
            vectors.reserve(min(Int(clamping: partition.memories), Self.reserved))
            result[partition.id] = vectors
        }
        var rest = partitions.map(\.id).sorted()[...]
        var last: (partition: Int64, row: Int64)?
        while !rest.isEmpty {
            // When a page ended inside a partition, the next one begins after that row. With one condition on both
            // columns SQLite would scan the partition from its beginning for every page.
            let place: SQL =
                if let last {
                    "c.partition_id = \(last.partition) AND c.memory_row > \(last.row)"
                } else {
                    "c.partition_id IN (\(SQL.filledList(rest)))"
                }
            let page = try await database.row(
                """
                SELECT count(*) AS number, pack_codes(page.partition_id, page.memory_row, page.scale, page.codes) AS packed
                FROM (SELECT c.partition_id, c.memory_row, c.scale, c.codes FROM memory_codes c
                    WHERE \(place) AND c.model_id = \(model) ORDER BY c.partition_id, c.memory_row LIMIT \(Self.pageSize)) page
                """,
                effort: .scan
            )
            guard let page else { throw StoreFailure(.broken, "a statement returned no row") }
            var end: (partition: Int64, row: Int64)?
            let isComplete = try page.blob("packed").withUnsafeBytes { packed in
                try SQLiteCodePack.each(packed) { vector in
                    guard vector.codes.count == dimension else {
                        throw StoreFailure(.broken, "a vector is not of its model's dimension")
                    }
                    result[vector.partition]?.append(row: vector.row, codes: vector.codes, scale: vector.scale)
                    end = (vector.partition, vector.row)
                }
            }
            guard isComplete else { throw StoreFailure(.broken, "packed vectors are damaged") }
            if try page.integer("number") == Self.pageSize, let end {
                last = end
                rest = rest.drop { $0 < end.partition }
            } else {
                rest = last == nil ? [] : rest.dropFirst()
                last = nil
            }
        }
        return result
    }
}

/// A vector as the database stores it: 32-bit floats, little-endian, as on every processor that runs Swift servers.
enum VectorBytes {
    static func bytes(_ vector: Vector) -> [UInt8] {
        vector.elements.flatMap { element in withUnsafeBytes(of: element.bitPattern.littleEndian) { [UInt8]($0) } }
    }

    /// Nil unless the bytes are a vector.
    static func vector(_ bytes: [UInt8]) -> Vector? {
        Vector(
            normalising: bytes.withUnsafeBytes { bytes in
                stride(from: 0, to: bytes.count - 3, by: 4).map {
                    Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt32.self)))
                }
            }
        )
    }

    /// Both are of unit length, so the scalar product is the cosine.
    static func cosine(_ query: Vector, _ bytes: [UInt8]) throws -> Double {
        guard bytes.count == query.dimension * 4 else {
            throw StoreFailure(.broken, "a vector is not of its model's dimension")
        }
        let sum = bytes.withUnsafeBytes { bytes in
            query.elements.withUnsafeBytes { query in
                var lanes = SIMD16<Float>.zero
                var offset = 0
                while offset + 64 <= query.count {
                    lanes +=
                        query.loadUnaligned(fromByteOffset: offset, as: SIMD16<Float>.self)
                        * bytes.loadUnaligned(fromByteOffset: offset, as: SIMD16<Float>.self)
                    offset += 64
                }
                var sum = lanes.sum()
                while offset < query.count {
                    sum +=
                        query.loadUnaligned(fromByteOffset: offset, as: Float.self)
                        * bytes.loadUnaligned(fromByteOffset: offset, as: Float.self)
                    offset += 4
                }
                return sum
            }
        }
        return Double(min(1, max(-1, sum)))
    }
}

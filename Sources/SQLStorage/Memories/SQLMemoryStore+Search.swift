import Base
package import Identity
package import Memories

extension MemoryFilter {
    /// Whether the filter restricts only the users.
    var isOfUsersOnly: Bool {
        var rest = self
        rest.userID = nil
        rest.includesSuperseded = false
        if rest.archived == .include { rest.archived = .exclude }
        return rest.isEmpty
    }
}

extension SQLMemoryStore {
    /// The best candidates of each kind together. Every candidate with a vector has its exact similarity, also when
    /// keywords found it.
    package func candidates(_ access: Access, _ request: CandidateRequest) async throws -> [Candidate] {
        var partitions = try await vectors.partitions(access, user: request.filter.userID)
        guard !partitions.isEmpty else { return [] }
        var filter = request.filter
        // Where nothing is superseded or archived, an index alone answers the rest of a filter.
        if !partitions.contains(where: \.hasSuperseded) { filter.includesSuperseded = true }
        if filter.archived == .exclude, !partitions.contains(where: \.hasArchived) { filter.archived = .include }
        let conditions = MemoryConditions.all(access, filter)
        let isWhole = filter.isOfUsersOnly && filter.includesSuperseded && filter.archived == .include

        var lexical: [Int64: Double] = [:]
        if let asked = request.words {
            partitions = try await indexed(partitions, access, request.filter)
            lexical = try await words.matches(
                asked,
                in: partitions,
                of: access.workspace,
                where: isWhole ? nil : conditions,
                limit: request.limit,
                rareOnly: request.rareWordsOnly
            )
        }
        guard let query = request.vector, let model = request.model else {
            return try await read(lexical.keys, where: conditions).map { try candidate($0, lexical, similarity: nil) }
        }
        let number = try await vectors.number(of: model)
        let near: [Int64]
        switch database.dialect {
        case .sqlite:
            near = try await vectors.nearest(
                query,
                model: number,
                in: partitions,
                limit: Self.reserve(for: request.limit),
                allowed: isWhole ? nil : try await rows(where: conditions)
            )
        case .postgres:
            near = try await PostgresVectors(database: database)
                .nearest(query, model: number, where: conditions, limit: request.limit)
        }
        let found = try await read(Set(near).union(lexical.keys), near: query, model: number, where: conditions).map {
            try candidate($0, lexical, similarity: similarity($0, to: query))
        }
        // Sorts numbers, not candidates: moving candidates costs more than reading them.
        let similarities = found.map { $0.similarity ?? -.infinity }
        let best = Set(similarities.indices.sorted { similarities[$0] > similarities[$1] }.prefix(request.limit))
        return found.indices.filter { best.contains($0) && found[$0].similarity != nil || found[$0].lexical != nil }.map
        { found[$0] }
    }

    package func memories(_ access: Access, of candidates: [Candidate], _ filter: MemoryFilter) async throws -> [Int64:
        Memory]
    {
        guard !candidates.isEmpty else { return [:] }
        let rows = try await database.rows(
            """
            SELECT \(MemoryRow.columns) FROM memories m
            WHERE \(Self.numbered(candidates.map(\.row), where: MemoryConditions.all(access, filter)))
            """
        )
        return try await Dictionary(
            zip(rows.map { try $0.integer("row_id") }, read(rows)),
            uniquingKeysWith: { first, _ in first }
        )
    }

    package func vector(_ access: Access, of memory: OwnedID, model: EmbeddingModel) async throws -> Vector? {
        let number = try await vectors.number(of: model)
        let row = try await database.row(
            """
            SELECT \(SQL.either(sqlite: "v.elements", postgres: "CAST(v.embedding AS TEXT) AS elements"))
            FROM memories m JOIN memory_vectors v ON v.memory_row = m.row_id AND v.model_id = \(number)
            WHERE \(MemoryConditions.reach(access)) AND m.user_id = \(memory.userID.text) AND m.id = \(memory.id.text)
            """
        )
        return try row.flatMap { row in
            switch database.dialect {
            case .sqlite: try VectorBytes.vector(row.blob("elements"))
            case .postgres: try PostgresVectors.vector(row.text("elements"))
            }
        }
    }

    /// How many rows the 8-bit codes must find so that the best `limit`, ordered by 32-bit floats, are among them.
    /// Fifty lost none of ten (recall 1.0 measured); callers that ask for many find a page in the first half.
    static func reserve(for limit: Int) -> Int { max(50, limit + limit / 10) }

    /// The number of memories that the first search adds to a new keyword index. That covers most users; the background
    /// does the rest.
    private static let indexedBySearch = 500

    /// The partitions, after adding memories of an earlier version, or some of them, to the keyword index.
    private func indexed(_ partitions: [Partition], _ access: Access, _ filter: MemoryFilter) async throws
        -> [Partition]
    {
        let waiting = partitions.filter { $0.unindexed > 0 }
        guard !waiting.isEmpty else { return partitions }
        do {
            _ = try await words.index(
                waiting.map { (partition: $0.id, unindexed: $0.unindexed) },
                limit: Self.indexedBySearch
            )
        } catch is StoreFailure {
            // A database that cannot be written, because the disk is full, can still be searched.
            return partitions
        }
        return try await vectors.partitions(access, user: filter.userID)
    }

    private func rows(where conditions: SQL) async throws -> Set<Int64> {
        let rows = try await database.rows("SELECT m.row_id FROM memories m WHERE \(conditions)", effort: .scan)
        return Set(try rows.map { try $0.integer("row_id") })
    }

    /// The ranking data of these rows, and their vectors of a model, or how similar those are. Restricted again, so that
    /// stale data in the memory cache cannot reach further than the database.
    private func read(
        _ rows: some Collection<Int64>,
        near query: Vector,
        model: Int64,
        where conditions: SQL
    ) async throws -> [SQLRow] {
        guard !rows.isEmpty else { return [] }
        let vector: SQL =
            switch database.dialect {
            case .sqlite: "v.elements"
            case .postgres: "\(PostgresVectors.similarity(to: query)) AS similarity"
            }
        return try await database.rows(
            """
            SELECT m.row_id, m.id, m.created_at, m.last_accessed, m.event_date, \(vector)
            FROM memories m LEFT JOIN memory_vectors v ON v.memory_row = m.row_id AND v.model_id = \(model)
            WHERE \(Self.numbered(rows, where: conditions))
            """,
            effort: Self.effort(rows.count)
        )
    }

    private func similarity(_ row: SQLRow, to query: Vector) throws -> Double? {
        switch database.dialect {
        case .sqlite: try row.isNull("elements") ? nil : VectorBytes.cosine(query, row.blob("elements"))
        case .postgres: try row.isNull("similarity") ? nil : row.real("similarity")
        }
    }

    private func read(_ rows: some Collection<Int64>, where conditions: SQL) async throws -> [SQLRow] {
        guard !rows.isEmpty else { return [] }
        return try await database.rows(
            """
            SELECT m.row_id, m.id, m.created_at, m.last_accessed, m.event_date FROM memories m
            WHERE \(Self.numbered(rows, where: conditions))
            """,
            effort: Self.effort(rows.count)
        )
    }

    /// `IS TRUE` hides the conditions from the query planner: SQLite keeps no statistics, and would rather scan all
    /// memories of a user than look up twenty by number.
    static func numbered(_ rows: some Collection<Int64>, where conditions: SQL) -> SQL {
        "m.row_id IN (\(SQL.filledList(rows))) AND (\(conditions)) IS TRUE"
    }

    private static func effort(_ count: Int) -> SQLEffort { count > 500 ? .scan : .point }

    private func candidate(_ row: SQLRow, _ lexical: [Int64: Double], similarity: Double?) throws -> Candidate {
        let number = try row.integer("row_id")
        return Candidate(
            row: number,
            id: try row.text("id"),
            createdAt: try row.timestamp("created_at"),
            lastAccessed: try row.timestamp("last_accessed"),
            eventDate: try row.optionalTimestamp("event_date"),
            lexical: lexical[number],
            similarity: similarity
        )
    }
}

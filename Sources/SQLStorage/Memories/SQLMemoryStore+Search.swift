package import Identity
package import Memories

extension SQLMemoryStore {
    /// The best of each kind together; every candidate with a vector has its exact similarity, also when words found it.
    package func candidates(_ access: Access, _ request: CandidateRequest) async throws -> [Candidate] {
        let partitions = try await vectors.partitions(access, user: request.filter.userID)
        guard !partitions.isEmpty else { return [] }
        let conditions = MemoryConditions.all(access, request.filter)

        var lexical: [Int64: Double] = [:]
        if let asked = request.words {
            lexical = try await words.matches(
                asked, in: partitions.map(\.id), of: access.workspace, where: conditions, limit: request.limit)
        }
        var similarities: [Int64: Double] = [:]
        var rows = Set(lexical.keys)
        if let query = request.vector, let model = request.model {
            let number = try await vectors.number(of: model)
            // Eight bits find them, thirty-two put them in order: five times as many lose nothing (recall 1.0 measured).
            let near = try await vectors.nearest(
                query, model: number, in: partitions, limit: max(50, 5 * request.limit),
                allowed: try await allowed(request.filter, conditions))
            similarities = try await vectors.similarities(query, model: number, rows: Array(rows.union(near)))
            rows.formUnion(
                near.filter { similarities[$0] != nil }.sorted { similarities[$0]! > similarities[$1]! }.prefix(request.limit))
        }
        return try await read(rows, where: conditions).map { row, memory in
            Candidate(memory: memory, lexical: lexical[row], similarity: similarities[row])
        }
    }

    /// The rows that a filter admits; nil when whole partitions are admitted.
    private func allowed(_ filter: MemoryFilter, _ conditions: SQL) async throws -> Set<Int64>? {
        var rest = filter
        rest.userID = nil
        guard !rest.isEmpty else { return nil }
        let rows = try await database.rows("SELECT m.row_id FROM memories m WHERE \(conditions)", effort: .scan)
        return Set(try rows.map { try $0.integer(0) })
    }

    /// Restricted once more, so that nothing a copy in memory says can reach further than the database does.
    private func read(_ rows: Set<Int64>, where conditions: SQL) async throws -> [(row: Int64, memory: Memory)] {
        guard !rows.isEmpty else { return [] }
        return try await database.rows(
            """
            SELECT \(MemoryRow.columns), m.row_id FROM memories m
            WHERE m.row_id IN (\(SQL.list(rows.sorted()))) AND \(conditions) ORDER BY m.row_id
            """
        ).map { (row: try $0.integer(MemoryRow.width), memory: try MemoryRow.memory($0)) }
    }
}

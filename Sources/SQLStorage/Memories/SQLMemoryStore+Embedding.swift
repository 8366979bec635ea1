package import Memories

extension SQLMemoryStore {
    package func unembedded(
        for model: EmbeddingModel, except refused: [(row: Int64, version: Int64)], limit: Int
    ) async throws -> [UnembeddedMemory] {
        let number = try await vectors.number(of: model)
        let versions: [SQL] = refused.map { "(\($0.row), \($0.version))" }
        let isWanted: SQL =
            versions.isEmpty ? "1 = 1" : "(m.row_id, m.version) NOT IN (VALUES \(SQL.joined(versions, separator: ", ")))"
        // Two ranges of the index, in its order: `<>` would walk the table, at every call once everything is embedded.
        return try await database.rows(
            """
            SELECT m.row_id, m.search_text, m.version FROM memories m WHERE m.model_id < \(number) AND \(isWanted)
            UNION ALL
            SELECT m.row_id, m.search_text, m.version FROM memories m WHERE m.model_id > \(number) AND \(isWanted)
            LIMIT \(limit)
            """, effort: .scan
        ).map { UnembeddedMemory(row: try $0.integer(0), searchText: try $0.text(1), version: try $0.integer(2)) }
    }

    package func embed(_ embedded: [(row: Int64, version: Int64, vector: Vector)], model: EmbeddingModel) async throws {
        guard !embedded.isEmpty else { return }
        let number = try await vectors.number(of: model)
        var steps: [SQLStep] = [
            .run(
                """
                UPDATE partitions SET revision = revision + 1
                WHERE id IN (SELECT m.partition_id FROM memories m WHERE m.row_id IN (\(SQL.list(embedded.map(\.row)))))
                RETURNING id, revision
                """)
        ]
        var codes: [(codes: [Int8], scale: Float)] = []
        for (row, version, vector) in embedded where vector.dimension == model.dimension {
            let quantised = VectorPartition.quantise(vector)
            codes.append(quantised)
            let place: SQL = "m.row_id = \(row) AND m.version = \(version)"
            steps.append(.run("UPDATE memories AS m SET model_id = \(number) WHERE \(place) RETURNING row_id, partition_id"))
            steps += VectorStatement.storing(vector, codes: quantised.codes, scale: quantised.scale, model: number, where: place)
                .map { .run($0) }
        }
        let results = try await database.commit(steps)
        var changes: [Int64: (revision: Int64, changes: [VectorChange])] = [:]
        for row in results[0].rows { changes[try row.integer(0)] = (try row.integer(1), []) }
        for (index, code) in codes.enumerated() {
            guard let row = results[1 + 3 * index].rows.first else { continue }
            changes[try row.integer(1)]?.changes
                .append(.set(row: try row.integer(0), model: number, codes: code.codes, scale: code.scale))
        }
        vectors.apply(changes)
    }

    package func embeddingProgress(for model: EmbeddingModel) async throws -> (embedded: Int, total: Int) {
        let number = try await vectors.number(of: model)
        let row = try await database.rows(
            """
            SELECT (SELECT count(*) FROM memories WHERE model_id = \(number)), (SELECT count(*) FROM memories)
            """, effort: .scan)[0]
        return (embedded: Int(try row.integer(0)), total: Int(try row.integer(1)))
    }
}

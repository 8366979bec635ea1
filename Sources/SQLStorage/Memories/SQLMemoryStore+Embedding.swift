package import Identity
package import Memories

/// `memories.model_id` is the number of the model that created the vector. It is 0 while the memory waits for its first
/// vector, and the negative number of a model that refused the text.
extension SQLMemoryStore {
    package func lacksVectors(
        _ access: Access,
        of users: TagFilter?,
        model: EmbeddingModel,
        atLeast count: Int
    ) async throws -> Bool {
        let others: SQL = "FROM embedding_models WHERE NOT (name = \(model.name) AND dimension = \(model.dimension))"
        let states: SQL = "(SELECT 0 AS id UNION ALL SELECT id \(others) UNION ALL SELECT -id \(others)) k"
        switch access.reach {
        case .everyone:
            return try await lacksVectors(ofEveryoneIn: access, users, states, atLeast: count)
        case .only:
            var found: Int64 = 0
            for partition in try await vectors.partitions(access, user: users)
            where !embedded.contains(partition, for: model) && found < count {
                // One index look-up for each waiting state.
                let waiting = try await database.number(
                    """
                    SELECT count(*) FROM (
                        SELECT 1 FROM \(states) CROSS JOIN memories m
                        WHERE m.model_id = k.id AND m.partition_id = \(partition.id) LIMIT \(count)) waiting
                    """,
                    effort: .scan
                )
                if waiting == 0 { embedded.insert(partition, for: model) }
                found += waiting
            }
            return found >= count
        }
    }

    private func lacksVectors(
        ofEveryoneIn access: Access,
        _ users: TagFilter?,
        _ states: SQL,
        atLeast count: Int
    ) async throws -> Bool {
        let reach = MemoryConditions.reach(access, workspace: "p.workspace_id", user: "p.user_id")
        let conditions = users.map { $0.conditions.map { MemoryConditions.single("p.user_id", $0) } } ?? []
        // Looks for each user only while any memory at all waits. This shortcut cannot change the result.
        let isWanted: SQL = "EXISTS (SELECT 1 FROM memories a WHERE a.model_id = k.id)"
        // One index look-up for each waiting state and each user within reach, in this order.
        let found = try await database.number(
            """
            SELECT count(*) FROM (
                SELECT 1 FROM \(states) CROSS JOIN partitions p CROSS JOIN memories m
                WHERE \(SQL.all([isWanted, reach] + conditions)) AND m.model_id = k.id AND m.partition_id = p.id
                LIMIT \(count)) waiting
            """,
            effort: .scan
        )
        return found >= Int64(count)
    }

    package func unembedded(
        for model: EmbeddingModel,
        except postponed: [(row: Int64, version: Int64)],
        after place: Int64,
        limit: Int
    ) async throws -> [UnembeddedMemory] {
        let number = try await vectors.number(of: model)
        let others = try await database.rows("SELECT id FROM embedding_models WHERE id <> \(number)").map {
            try $0.integer("id")
        }
        let versions: [SQL] = postponed.map { "(CAST(\($0.row) AS BIGINT), CAST(\($0.version) AS BIGINT))" }
        let isWanted: SQL =
            versions.isEmpty
            ? "1 = 1" : "(m.row_id, m.version) NOT IN (VALUES \(SQL.joined(versions, separator: ", ")))"
        let models = [0] + others + others.map(-)
        // Goes once through all partitions that lack vectors, starting after the last one of the previous batch.
        for (after, last) in [(place, Int64.max), (0, place)] {
            var start = after
            while case let group = try await lacking(models, after: start, upTo: last, limit: limit),
                let end = group.last
            {
                let batch = try await unembedded(of: group, models: models, where: isWanted, limit: limit)
                if !batch.isEmpty { return batch }
                // Every memory of these partitions is postponed.
                start = end
            }
        }
        return []
    }

    /// Partitions with memories in one of these states of `model_id`.
    private func lacking(_ models: [Int64], after place: Int64, upTo last: Int64, limit: Int) async throws -> [Int64] {
        var found: Set<Int64> = []
        for model in models {
            // Each step is one index look-up, however many memories a partition has.
            let rows = try await database.rows(
                """
                WITH RECURSIVE next (id) AS (
                    SELECT min(m.partition_id) FROM memories m WHERE m.model_id = \(model) AND m.partition_id > \(place)
                    UNION ALL
                    SELECT (SELECT min(m.partition_id) FROM memories m WHERE m.model_id = \(model) AND m.partition_id > next.id)
                    FROM next WHERE next.id IS NOT NULL\(SQL.either(sqlite: " LIMIT \(limit)", postgres: " AND next.id < \(last)")))
                SELECT id FROM next WHERE id <= \(last)\(SQL.either(sqlite: "", postgres: " LIMIT \(limit)"))
                """,
                effort: .scan
            )
            for row in rows { found.insert(try row.integer("id")) }
        }
        return Array(found.sorted().prefix(limit))
    }

    /// The oldest memories of these partitions: an equal share of each, then the rest of the batch.
    private func unembedded(of partitions: [Int64], models: [Int64], where isWanted: SQL, limit: Int) async throws
        -> [UnembeddedMemory]
    {
        let share = max(1, limit / max(1, partitions.count))
        var batch: [UnembeddedMemory] = []
        for (offset, most) in share < limit ? [(0, share), (share, limit)] : [(0, limit)] {
            for partition in partitions where batch.count < limit {
                batch += try await database.rows(
                    """
                    SELECT m.row_id, m.search_text, m.version, m.partition_id FROM memories m
                    WHERE m.model_id IN (\(SQL.list(models))) AND m.partition_id = \(partition) AND \(isWanted)
                    ORDER BY m.row_id LIMIT \(min(most, limit - batch.count)) OFFSET \(offset)
                    """,
                    effort: .scan
                ).map(Self.unembedded)
            }
        }
        return batch
    }

    package func embed(_ embedded: [(row: Int64, version: Int64, vector: Vector)], model: EmbeddingModel) async throws {
        guard !embedded.isEmpty else { return }
        let number = try await vectors.number(of: model)
        var steps = [Self.touchPartitions(of: embedded.map(\.row))]
        var codes: [(codes: [Int8], scale: Float)] = []
        for (row, version, vector) in embedded where vector.dimension == model.dimension {
            let quantised = VectorPartition.quantise(vector)
            codes.append(quantised)
            let place: SQL = "m.row_id = \(row) AND m.version = \(version)"
            steps.append(
                .run(
                    "UPDATE memories AS m SET model_id = \(number) WHERE \(place) RETURNING row_id, partition_id",
                    as: "memory"
                )
            )
            steps += VectorStatement.storing(
                vector,
                codes: quantised.codes,
                scale: quantised.scale,
                model: number,
                where: place,
                in: database.dialect
            )
            .map { .run($0) }
        }
        let results = try await database.commit(steps)
        var changes = try Self.touched(results)
        for (code, result) in zip(codes, results.named("memory")) {
            guard let row = result.rows.first else { continue }
            changes[try row.integer("partition_id")]?.changes
                .append(.set(row: try row.integer("row_id"), model: number, codes: code.codes, scale: code.scale))
        }
        vectors.apply(changes)
    }

    /// Increments the revisions of the partitions of these memories.
    private static func touchPartitions(of rows: [Int64]) -> SQLStep {
        .run(
            """
            UPDATE partitions SET revision = revision + 1
            WHERE id IN (SELECT m.partition_id FROM memories m WHERE m.row_id IN (\(SQL.list(rows))))
            RETURNING id, revision
            """,
            as: "partitions"
        )
    }

    /// The new revisions of the partitions, without changes of vectors yet.
    private static func touched(_ results: SQLResults) throws -> [Int64: (revision: Int64, changes: [VectorChange])] {
        var changes: [Int64: (revision: Int64, changes: [VectorChange])] = [:]
        for row in try results.result("partitions").rows {
            changes[try row.integer("id")] = (try row.integer("revision"), [])
        }
        return changes
    }

    package func refuse(_ rows: [(row: Int64, version: Int64)], model: EmbeddingModel) async throws {
        guard !rows.isEmpty else { return }
        let number = try await vectors.number(of: model)
        let versions: [SQL] = rows.map { "(CAST(\($0.row) AS BIGINT), CAST(\($0.version) AS BIGINT))" }
        let results = try await database.commit([
            Self.touchPartitions(of: rows.map(\.row)),
            .run(
                """
                UPDATE memories SET model_id = \(-number)
                WHERE row_id IN (\(SQL.list(rows.map(\.row))))
                    AND (row_id, version) IN (VALUES \(SQL.joined(versions, separator: ", ")))
                """
            ),
        ])
        vectors.apply(try Self.touched(results))
    }

    package func refused(by model: EmbeddingModel, after last: UnembeddedMemory?, limit: Int) async throws
        -> [UnembeddedMemory]
    {
        let number = try await vectors.number(of: model)
        return try await database.rows(
            """
            SELECT m.row_id, m.search_text, m.version, m.partition_id FROM memories m
            WHERE m.model_id = \(-number) AND m.partition_id >= \(last?.place ?? 0)
                AND (m.partition_id, m.row_id) > (\(last?.place ?? 0), \(last?.row ?? 0))
            ORDER BY m.partition_id, m.row_id LIMIT \(limit)
            """,
            effort: .scan
        ).map(Self.unembedded)
    }

    private static func unembedded(_ row: SQLRow) throws -> UnembeddedMemory {
        UnembeddedMemory(
            row: try row.integer("row_id"),
            searchText: try row.text("search_text"),
            version: try row.integer("version"),
            place: try row.integer("partition_id")
        )
    }

    package func vectorStates(_ access: Access, of rows: [Int64], model: EmbeddingModel) async throws
        -> [Int64: VectorState]
    {
        guard !rows.isEmpty else { return [:] }
        let number = try await vectors.number(of: model)
        let found = try await database.rows(
            """
            SELECT m.row_id, m.model_id FROM memories m
            WHERE \(MemoryConditions.reach(access)) AND m.row_id IN (\(SQL.filledList(rows)))
            """
        )
        var states: [Int64: VectorState] = [:]
        for row in found {
            let model = try row.integer("model_id")
            states[try row.integer("row_id")] = model == number ? .ready : model == -number ? .refused : .waiting
        }
        return states
    }

    package func embeddingProgress(for model: EmbeddingModel) async throws -> (embedded: Int, total: Int) {
        let number = try await vectors.number(of: model)
        let row = try await database.rows(
            """
            SELECT (SELECT count(*) FROM memories WHERE model_id IN (\(number), \(-number))) AS embedded,
                (SELECT count(*) FROM memories) AS total
            """,
            effort: .scan
        )[0]
        return (embedded: Int(try row.integer("embedded")), total: Int(try row.integer("total")))
    }
}

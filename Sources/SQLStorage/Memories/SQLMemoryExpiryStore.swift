package import Base
package import Identity
package import Memories

/// When memories expire, in SQL.
package struct SQLMemoryExpiryStore: MemoryExpiryStore {
    private let database: any SQLDatabase
    private let vectors: SQLVectors

    package init(database: any SQLDatabase, cache: VectorCache) {
        self.database = database
        vectors = SQLVectors(database: database, cache: cache)
    }

    package func expire(_ access: Access, _ filter: MemoryFilter, at time: Timestamp?) async throws -> Int {
        try access.requireWriting()
        var filter = filter
        filter.archived = .include
        filter.includesSuperseded = true
        let conditions = MemoryConditions.all(access, filter)
        guard let time else {
            // Counts the memories, also those that had no end.
            let results = try await database.commit([
                .run("SELECT m.row_id FROM memories m WHERE \(conditions)"),
                .run(
                    """
                    DELETE FROM memory_expiries WHERE memory_row IN (SELECT m.row_id FROM memories m WHERE \(conditions))
                    """
                ),
            ])
            return results.all[0].count
        }
        return try await database.change(
            """
            INSERT INTO memory_expiries (memory_row, expires_at)
            SELECT m.row_id, CAST(\(time) AS BIGINT) FROM memories m WHERE \(conditions)
            ON CONFLICT (memory_row) DO UPDATE SET expires_at = excluded.expires_at
            """
        ).count
    }

    package func next() async throws -> Timestamp? {
        try await database.row("SELECT min(e.expires_at) AS expires_at FROM memory_expiries e")?
            .optionalTimestamp("expires_at")
    }

    package func purge(at now: Timestamp) async throws -> Int {
        let rows: SQL = "SELECT e.memory_row FROM memory_expiries e WHERE e.expires_at <= \(now)"
        let results = try await database.commit([
            .run(
                """
                UPDATE partitions SET revision = revision + 1
                WHERE id IN (SELECT m.partition_id FROM memories m WHERE m.row_id IN (\(rows))) RETURNING id, revision
                """,
                as: "partitions"
            ),
            // Cascades to the entries.
            .run("DELETE FROM memories WHERE row_id IN (\(rows)) RETURNING row_id, partition_id", as: "memories"),
        ])
        var changes: [Int64: (revision: Int64, changes: [VectorChange])] = [:]
        for row in try results.result("partitions").rows {
            changes[try row.integer("id")] = (try row.integer("revision"), [])
        }
        let removed = try results.result("memories")
        for row in removed.rows {
            changes[try row.integer("partition_id")]?.changes.append(.removed(row: try row.integer("row_id")))
        }
        vectors.apply(changes)
        return removed.count
    }
}

import Base
package import Identity
package import Memories

extension SQLMemoryStore {
    package func indexWords(limit: Int) async throws -> Int {
        let waiting = try await database.rows(
            "SELECT partition_id, unindexed FROM word_totals WHERE unindexed > 0 ORDER BY partition_id LIMIT \(limit)"
        )
        return try await words.index(
            waiting.map { (partition: try $0.integer("partition_id"), unindexed: try $0.integer("unindexed")) },
            limit: limit
        )
    }

    package func unindexedWords() async throws -> Int {
        let count = try await database.number(
            """
            SELECT coalesce(sum((SELECT count(*) FROM memories m WHERE m.partition_id = t.partition_id AND m.row_id <= t.unindexed)), 0)
            FROM word_totals t WHERE t.unindexed > 0
            """,
            effort: .scan
        )
        return Int(count)
    }

    package func tidyWords() async throws { try await words.tidy() }

    package func hasUnindexedWords(_ access: Access, of users: TagFilter?) async throws -> Bool {
        try await vectors.partitions(access, user: users).contains { $0.unindexed > 0 }
    }
}

extension SQLiteWords {
    func index(_ waiting: [(partition: Int64, unindexed: Int64)], limit: Int) async throws -> Int {
        var steps: [SQLStep] = []
        var (rest, done) = (limit, 0)
        for (partition, end) in waiting where rest > 0 {
            let rows = try await database.rows(
                """
                SELECT m.row_id FROM memories m WHERE m.partition_id = \(partition) AND m.row_id <= \(end)
                ORDER BY m.row_id DESC LIMIT \(rest)
                """
            )
            let first = rows.count < rest ? 0 : try rows[rows.count - 1].integer("row_id")
            rest -= rows.count
            done += max(1, rows.count)
            // Another process that moved the mark meanwhile has indexed these.
            steps.append(
                .require(
                    "UPDATE word_totals SET unindexed = \(max(0, first - 1)) WHERE partition_id = \(partition) AND unindexed = \(end)"
                )
            )
            guard !rows.isEmpty else { continue }
            let place: SQL = "m.partition_id = \(partition) AND m.row_id >= \(first) AND m.row_id <= \(end)"
            steps.append(
                .run(
                    """
                    INSERT INTO memory_terms (rowid, terms)
                    SELECT m.row_id, m.partition_id || char(31) || m.workspace_id || char(31) || m.search_text FROM memories m WHERE \(place)
                    """
                )
            )
            steps.append(
                .run(
                    """
                    UPDATE word_totals SET memories = memories + (SELECT count(*) FROM memories m WHERE \(place)),
                        words = words + (SELECT coalesce(sum(word_count(m.search_text)), 0) FROM memories m WHERE \(place))
                    WHERE partition_id = \(partition)
                    """
                )
            )
        }
        guard !steps.isEmpty else { return 0 }
        _ = try await database.atomically(steps)
        return done
    }
}

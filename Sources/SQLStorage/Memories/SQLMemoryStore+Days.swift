package import Base
package import Identity
package import Memories

extension SQLMemoryStore {
    /// Counts day by day in the index by time. Grouping all memories would sort them, which takes three times as long.
    package func days(_ access: Access, since: Timestamp, limit: Int) async throws -> [MemoryDay] {
        let (first, last) = (since.day, since.day + limit - 1)
        return try await database.rows(
            """
            WITH RECURSIVE days (day) AS (SELECT CAST(\(first) AS BIGINT) UNION ALL SELECT day + 1 FROM days WHERE day < \(last))
            SELECT day, (
                SELECT count(*) FROM memories m
                WHERE \(MemoryConditions.reach(access)) AND m.created_at >= \(SQL.larger)(\(since), day * 86400000)
                    AND m.created_at < (day + 1) * 86400000
            ) AS number FROM days ORDER BY day
            """,
            effort: .scan
        )
        .map { MemoryDay(day: Int(try $0.integer("day")), count: Int(try $0.integer("number"))) }
        .filter { $0.count > 0 }
    }
}

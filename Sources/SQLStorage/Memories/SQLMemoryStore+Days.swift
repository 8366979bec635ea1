package import Base
package import Identity
package import Memories

extension SQLMemoryStore {
    package func days(_ access: Access, since: Timestamp, limit: Int) async throws -> [MemoryDay] {
        try await database.rows(
            """
            SELECT m.created_at / 86400000 AS day, count(*) AS number FROM memories m
            WHERE \(MemoryConditions.reach(access)) AND m.created_at >= \(since)
            GROUP BY m.created_at / 86400000 ORDER BY m.created_at / 86400000 LIMIT \(limit)
            """,
            effort: .scan
        ).map { MemoryDay(day: Int(try $0.integer("day")), count: Int(try $0.integer("number"))) }
    }
}

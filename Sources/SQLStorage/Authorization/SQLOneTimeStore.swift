import Authorization
package import Base
import Identity

/// Identifiers that can be used once, in SQL.
package struct SQLOneTimeStore: OneTimeStore {
    let database: any SQLDatabase

    package func claim(_ id: String, purpose: String, until expiresAt: Timestamp, at now: Timestamp) async throws
        -> Bool
    {
        let results = try await database.commit([
            .run("DELETE FROM one_time_ids WHERE expires_at <= \(now)"),
            .run(
                """
                INSERT INTO one_time_ids (purpose, id, expires_at) VALUES (\(purpose), \(id), \(expiresAt)) ON CONFLICT DO NOTHING
                """,
                as: "claim"
            ),
        ])
        return try results.result("claim").count > 0
    }
}

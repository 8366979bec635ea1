import Authorization
import Base

/// Values in SQL that are kept for some minutes.
struct SQLPassingStore: PassingStore {
    let database: any SQLDatabase

    func leave(_ values: [PassingValue]) async throws {
        _ = try await database.commit(
            values.map { value in
                .run(
                    """
                    INSERT INTO passing_values (id, topic, sealed, expires_at)
                    VALUES (\(value.id), \(value.topic), \(value.sealed), \(value.expiresAt)) ON CONFLICT DO NOTHING
                    """
                )
            }
        )
    }

    func values(of topic: String, at now: Timestamp) async throws -> [PassingValue] {
        try await database.rows(
            "SELECT id, topic, sealed, expires_at FROM passing_values WHERE topic = \(topic) AND expires_at > \(now) ORDER BY id"
        ).map(Self.value)
    }

    func take(_ id: String, of topic: String, at now: Timestamp) async throws -> PassingValue? {
        try await database.change(
            """
            DELETE FROM passing_values WHERE id = \(id) AND topic = \(topic) AND expires_at > \(now)
            RETURNING id, topic, sealed, expires_at
            """
        ).rows.first.map(Self.value)
    }

    func removeAll(of topic: String) async throws {
        _ = try await database.change("DELETE FROM passing_values WHERE topic = \(topic)")
    }

    func purge(expiredBefore: Timestamp) async throws -> Int {
        try await database.change("DELETE FROM passing_values WHERE expires_at < \(expiredBefore)").count
    }

    private static func value(_ row: SQLRow) throws -> PassingValue {
        PassingValue(
            id: try row.text("id"),
            topic: try row.text("topic"),
            sealed: try row.blob("sealed"),
            expiresAt: try row.timestamp("expires_at")
        )
    }
}

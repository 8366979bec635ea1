package import Base

/// The servers of a database, by the clock of the database.
package struct SQLInstances: Sendable {
    let database: any SQLDatabase

    /// The result of `enter`.
    package enum Entrance: Sendable {
        /// The time of the database.
        case entered(Timestamp)
        /// A running server has another value of this setting.
        case differs(ServerInstance, setting: String)
    }

    private static let now: SQL = "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)"
    private static let life = ServerInstance.life.components.seconds * 1_000
    /// Instances that gave no sign of life for an hour are forgotten.
    private static let forgotten: Int64 = 3_600_000

    /// Adds the instance, unless a running one has another value of one of its settings. Of two that differ and start at
    /// once, one is added.
    package func enter(_ instance: ServerInstance) async throws -> Entrance {
        for _ in 0..<3 {
            if let time = try await entered(instance) { return .entered(time) }
            for other in try await running() {
                if let setting = instance.difference(from: other) { return .differs(other, setting: setting) }
            }
            // The other one ended meanwhile.
        }
        throw StoreFailure(.unavailable, "the servers of the database start and end too fast")
    }

    /// Nil when a running instance differs.
    private func entered(_ instance: ServerInstance) async throws -> Timestamp? {
        let settings = try jsonText(instance.settings)
        let outcome = try await database.atomically([
            .run(
                "DELETE FROM instances WHERE place = \(instance.place) OR seen_at < \(Self.now) - \(Self.forgotten)"
            ),
            .require(
                """
                SELECT 1 AS one WHERE NOT EXISTS (
                    SELECT 1 FROM instances i, jsonb_each_text(CAST(i.settings AS JSONB)) AS theirs (name, value)
                    JOIN jsonb_each_text(CAST(\(settings) AS JSONB)) AS own (name, value) ON own.name = theirs.name
                    WHERE theirs.value <> own.value AND i.seen_at > \(Self.now) - \(Self.life))
                """
            ),
            .run(
                """
                INSERT INTO instances (id, place, version, schema, settings, started_at, seen_at)
                VALUES (\(instance.id), \(instance.place), \(instance.version), \(Self.schema), \(settings), \(Self.now), \(Self.now))
                RETURNING seen_at
                """,
                as: "entered"
            ),
        ])
        guard case .committed(let results) = outcome else { return nil }
        return try results.result("entered").row().timestamp("seen_at")
    }

    /// Gives a sign of life.
    /// - Returns: the time of the database.
    package func see(_ instance: ServerInstance) async throws -> Timestamp {
        try await database.change(
            """
            INSERT INTO instances (id, place, version, schema, settings, started_at, seen_at)
            VALUES (\(instance.id), \(instance.place), \(instance.version), \(Self.schema), \(try jsonText(instance.settings)),
                \(Self.now), \(Self.now))
            ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at RETURNING seen_at
            """
        ).row().timestamp("seen_at")
    }

    package func leave(_ instance: ServerInstance) async throws {
        _ = try await database.change("DELETE FROM instances WHERE id = \(instance.id)")
    }

    /// The instances that gave a sign of life lately, by place.
    package func running() async throws -> [ServerInstance] {
        try await database.rows(
            """
            SELECT id, place, version, settings, seen_at FROM instances
            WHERE seen_at > \(Self.now) - \(Self.life) ORDER BY place, id
            """
        ).map { row in
            ServerInstance(
                id: try row.text("id"),
                place: try row.text("place"),
                version: try row.text("version"),
                settings: try row.json("settings", as: [String: String].self),
                seenAt: try row.timestamp("seen_at")
            )
        }
    }

    /// The time of the database.
    package func time() async throws -> Timestamp {
        Timestamp(milliseconds: try await database.number("SELECT \(Self.now) AS now"))
    }

    private static var schema: Int64 { PostgresSchema.migrations.last?.number ?? 0 }
}

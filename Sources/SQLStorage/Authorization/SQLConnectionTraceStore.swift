package import Authorization
package import Base
import Identity

/// The steps of connecting clients in SQL. A step without a client has an empty client id, which no client has.
package struct SQLConnectionTraceStore: ConnectionTraceStore {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) {
        self.database = database
    }

    package func record(_ steps: [ConnectionStep]) async throws {
        let added = steps.map { step in
            SQLStep.run(
                """
                INSERT INTO connection_steps (client_id, address, stage, name, at, passed, remark, site)
                VALUES (\(step.client?.rawValue ?? ""), \(step.address), \(step.stage.rawValue), \(step.name), \(step.at), \(step.passed),
                    \(step.remark), \(step.site))
                ON CONFLICT (client_id, address, stage) DO UPDATE SET name = COALESCE(excluded.name, connection_steps.name), at = excluded.at,
                    passed = excluded.passed, remark = excluded.remark, site = excluded.site
                """
            )
        }
        _ = try await database.commit(added + [.run(Self.eviction)])
    }

    /// Above the limit, the networks with the most steps lose their oldest ones: a flood from one network leaves the
    /// steps of all others.
    private static let eviction: SQL = """
        DELETE FROM connection_steps WHERE (SELECT count(*) FROM connection_steps) > \(ConnectionStep.limit)
            AND (client_id, address, stage) IN (
                SELECT t.client_id, t.address, t.stage FROM (
                    SELECT client_id, address, stage, at, row_number() OVER (PARTITION BY site ORDER BY at DESC) AS place
                    FROM connection_steps) t
                ORDER BY t.place DESC, t.at
                LIMIT (SELECT \(SQL.larger)(0, count(*) - \(ConnectionStep.limit)) FROM connection_steps))
        """

    package func steps() async throws -> [ConnectionStep] {
        try await database.rows(
            """
            SELECT client_id, address, stage, name, at, passed, remark FROM connection_steps
            ORDER BY at DESC, client_id, address, stage
            """,
            effort: .scan
        )
        .map { row in
            let client = try row.text("client_id")
            return ConnectionStep(
                stage: try row.choice("stage"),
                client: client.isEmpty ? nil : ID(client),
                name: try row.optionalText("name"),
                address: try row.text("address"),
                at: try row.timestamp("at"),
                passed: try row.bool("passed"),
                remark: try row.optionalText("remark")
            )
        }
    }

    package func purge(before: Timestamp) async throws -> Int {
        try await database.change("DELETE FROM connection_steps WHERE at < \(before)").count
    }
}

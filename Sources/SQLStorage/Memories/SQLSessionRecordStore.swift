package import Base
package import Identity
package import Memories

/// The columns of a session's state, and how to read them.
enum SessionStateRow {
    static func state(_ row: SQLRow) throws -> SessionState {
        SessionState(
            annotations: try row.isNull("annotations") ? [:] : row.json("annotations"),
            metadata: try row.optionalFreeJSON("metadata") ?? .object([:]),
            memorySeconds: try row.optionalInteger("memory_seconds").map { Int($0) },
            endedAt: try row.optionalTimestamp("ended_at")
        )
    }
}

/// The sessions of working memory as records, in SQL: columns of the same table.
package struct SQLSessionRecordStore: SessionRecordStore {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) {
        self.database = database
    }

    private static let columns: SQL = """
        s.session_id, s.user_id, s.created_at, s.annotations, s.metadata, s.memory_seconds, s.ended_at
        """

    package func add(_ access: Access, _ record: SessionRecord) async throws -> Bool {
        try access.requireWriting()
        try access.requireReach(record.userID)
        let author = SQLProvenances.number(of: access.provenance, in: access.workspace)
        var steps = [SQLProvenances.adding(access.provenance, in: access.workspace)].compactMap(\.self)
        let (now, state) = (record.startedAt, record.state)
        steps.append(
            .run(
                "DELETE FROM sessions AS s WHERE \(place(access, record.sessionID, record.userID)) AND s.expires_at <= \(now)"
            )
        )
        steps.append(
            .require(
                """
                INSERT INTO sessions (workspace_id, session_id, user_id, namespace, messages, memories, tokens, strategy,
                    strategy_config, created_at, updated_at, last_accessed, stored_by, stored_at, written_by, written_at,
                    annotations, metadata, memory_seconds, ended_at)
                SELECT w.id, \(record.sessionID), \(record.userID), '', '[]', '[]', 0, 'discrete', '{}', \(now), \(now), \(now),
                    \(author), \(now), \(author), \(now), \(try jsonText(state.annotations)), \(try jsonText(state.metadata)),
                    \(state.memorySeconds), \(state.endedAt)
                FROM workspaces w WHERE w.id = \(access.workspace)
                ON CONFLICT DO NOTHING
                """
            )
        )
        return try await database.atomically(steps).isCommitted
    }

    package func record(_ access: Access, id: String, of user: String, at now: Timestamp) async throws -> SessionRecord?
    {
        try await database.row(
            "SELECT \(Self.columns) FROM sessions s WHERE \(place(access, id, user)) AND \(alive(at: now))"
        ).map(Self.record)
    }

    package func records(_ access: Access, of user: String, page: PageRequest, at now: Timestamp) async throws -> Page<
        SessionRecord
    > {
        let conditions: SQL = "\(reach(access)) AND s.user_id = \(user) AND s.namespace = '' AND \(alive(at: now))"
        let rows = try await database.rows(
            """
            SELECT \(Self.columns) FROM sessions s WHERE \(conditions)
            ORDER BY s.created_at, s.session_id LIMIT \(page.limit) OFFSET \(page.offset)
            """,
            effort: .scan
        )
        let total = try await database.number("SELECT count(*) FROM sessions s WHERE \(conditions)", effort: .scan)
        return Page(items: try rows.map(Self.record), total: Int(total))
    }

    package func revise(
        _ access: Access,
        id: String,
        of user: String,
        annotations: AnnotationTexts?,
        metadata: JSONValue?,
        at now: Timestamp
    ) async throws -> SessionChange {
        try await change(
            access,
            id,
            user,
            """
            annotations = coalesce(\(try annotations.map { try jsonText($0) }), annotations),
            metadata = coalesce(\(try metadata.map { try jsonText($0) }), metadata)
            """,
            at: now
        )
    }

    package func end(_ access: Access, id: String, of user: String, at now: Timestamp) async throws -> SessionChange {
        try await change(access, id, user, "ended_at = \(now)", at: now)
    }

    /// Changes an open session, and notes who did.
    private func change(
        _ access: Access,
        _ id: String,
        _ user: String,
        _ assignments: SQL,
        at now: Timestamp
    ) async throws -> SessionChange {
        try access.requireWriting()
        let author = SQLProvenances.number(of: access.provenance, in: access.workspace)
        var steps = [SQLProvenances.adding(access.provenance, in: access.workspace)].compactMap(\.self)
        let place = place(access, id, user)
        steps.append(
            .require(
                """
                UPDATE sessions AS s SET \(assignments), written_by = \(author), written_at = \(now)
                WHERE \(place) AND \(alive(at: now)) AND s.ended_at IS NULL
                RETURNING session_id, user_id, created_at, annotations, metadata, memory_seconds, ended_at
                """,
                as: "session"
            )
        )
        guard case .committed(let results) = try await database.atomically(steps) else {
            return try await record(access, id: id, of: user, at: now) == nil ? .absent : .ended
        }
        return .changed(try Self.record(results.result("session").row()))
    }

    private func reach(_ access: Access) -> SQL {
        MemoryConditions.reach(access, workspace: "s.workspace_id", user: "s.user_id")
    }

    private func place(_ access: Access, _ id: String, _ user: String) -> SQL {
        "\(reach(access)) AND s.session_id = \(id) AND s.user_id = \(user) AND s.namespace = ''"
    }

    /// An expired session is gone, purged or not.
    private func alive(at now: Timestamp) -> SQL { "(s.expires_at IS NULL OR s.expires_at > \(now))" }

    private static func record(_ row: SQLRow) throws -> SessionRecord {
        SessionRecord(
            sessionID: try row.text("session_id"),
            userID: try row.text("user_id"),
            startedAt: try row.timestamp("created_at"),
            state: try SessionStateRow.state(row)
        )
    }
}

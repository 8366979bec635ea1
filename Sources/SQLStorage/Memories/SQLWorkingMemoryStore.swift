package import Base
package import Identity
package import Memories

/// Working memory in SQL: a session is a row, its messages a JSON column.
package struct SQLWorkingMemoryStore: WorkingMemoryStore {
    private let database: any SQLDatabase
    private let provenances: SQLProvenances

    package init(database: any SQLDatabase) {
        self.database = database
        provenances = SQLProvenances(database: database)
    }

    /// Memories that were persisted already are not queued again. A memory without a user, session or namespace takes
    /// the session's.
    /// - Throws: besides `StoreFailure`: `forbidden` for a user out of reach, `notFound` when the workspace was
    ///   removed.
    package func put(_ access: Access, _ memory: WorkingMemory, extracting order: ExtractionOrder?) async throws {
        try access.requireWriting()
        let key = memory.key
        try access.requireReach(key.userID)
        let author = SQLProvenances.number(of: access.provenance, in: access.workspace)
        var steps = [SQLProvenances.adding(access.provenance, in: access.workspace)].compactMap(\.self)
        steps.append(.require(try SessionRow.upsert(memory, in: access.workspace, by: author)))
        for var queued in memory.memories where queued.persistedAt == nil {
            queued.userID = queued.userID ?? key.userID
            queued.sessionID = queued.sessionID ?? key.sessionID
            queued.namespace = queued.namespace ?? key.namespace
            try access.requireReach(queued.userID)
            steps.append(
                .run(
                    """
                    INSERT INTO promotions (workspace_id, user_id, memory, written_by)
                    VALUES (\(access.workspace), \(queued.userID ?? ""), \(try jsonText(MemoryDocument(queued))), \(author))
                    """
                )
            )
        }
        for message in order?.messages ?? [] {
            steps.append(
                .run(
                    try ExtractionRow.adding(message, of: key, in: access.workspace, due: order?.due, by: author)
                )
            )
        }
        // The session's row is all that the statements look at.
        let name = "session \(access.workspace.rawValue) \(key.userID ?? "") \(key.sessionID)"
        guard try await database.atomically(steps, scope: .names([Identifier(name)])).isCommitted else {
            if try await isEnded(access, key) { throw Fault(.conflict, "The session has ended.") }
            throw Fault(.notFound, "Workspace not found")
        }
    }

    private func isEnded(_ access: Access, _ key: SessionKey) async throws -> Bool {
        try await database.row(
            """
            SELECT 1 FROM sessions s WHERE s.workspace_id = \(access.workspace) AND s.session_id = \(key.sessionID)
                AND s.user_id = \(key.userID ?? "") AND s.namespace = \(key.namespace ?? "") AND s.ended_at IS NOT NULL
            """
        ) != nil
    }

    /// Memories that were promoted meanwhile have their promotion time.
    package func find(_ access: Access, _ key: SessionKey, at now: Timestamp) async throws -> [WorkingMemory] {
        let rows = try await database.rows(
            """
            SELECT \(SessionRow.columns) FROM sessions s WHERE \(place(access, key)) AND \(alive(at: now))
            ORDER BY s.updated_at DESC, s.user_id, s.namespace LIMIT 2
            """
        )
        let known = try await provenances.all(rows.flatMap { try $0.provenanceNumbers() })
        var found = try rows.map { try SessionRow.workingMemory($0, known) }
        for index in found.indices { try await notePromoted(&found[index], access) }
        return found
    }

    private func notePromoted(_ session: inout WorkingMemory, _ access: Access) async throws {
        let waiting = session.memories.filter { $0.persistedAt == nil }
        guard !waiting.isEmpty else { return }
        let rows = try await database.rows(
            """
            SELECT m.user_id, m.id, m.text, m.persisted_at FROM memories m
            WHERE \(MemoryConditions.reach(access)) AND m.id IN (\(SQL.list(waiting.map(\.id)))) AND m.persisted_at IS NOT NULL
            """
        )
        for row in rows {
            let (user, id, text) = (try row.text("user_id"), try row.text("id"), try row.text("text"))
            for index in session.memories.indices {
                let memory = session.memories[index]
                guard memory.id.isExactly(id), memory.text.isExactly(text),
                    (memory.userID ?? session.key.userID ?? "").isExactly(user)
                else { continue }
                session.memories[index].persistedAt = try memory.persistedAt ?? row.timestamp("persisted_at")
            }
        }
    }

    package func delete(_ access: Access, _ key: SessionKey) async throws -> Int {
        try access.requireWriting()
        return try await database.change("DELETE FROM sessions AS s WHERE \(place(access, key))").count
    }

    package func sessions(
        _ access: Access,
        userID: String?,
        namespace: String?,
        page: PageRequest,
        at now: Timestamp
    ) async throws -> Page<String> {
        var conditions = [reach(access), alive(at: now)]
        if let userID { conditions.append("s.user_id = \(userID)") }
        if let namespace { conditions.append("s.namespace = \(namespace)") }
        let rows = try await database.rows(
            """
            SELECT s.session_id FROM sessions s WHERE \(SQL.all(conditions).kept) GROUP BY s.session_id
            ORDER BY max(s.updated_at) DESC, s.session_id LIMIT \(page.limit) OFFSET \(page.offset)
            """,
            effort: .scan
        )
        let total = try await database.number(
            "SELECT count(DISTINCT s.session_id) FROM sessions s WHERE \(SQL.all(conditions).kept)",
            effort: .scan
        )
        return Page(items: try rows.map { try $0.text("session_id") }, total: Int(total))
    }

    package func overviews(_ access: Access, page: PageRequest, at now: Timestamp) async throws -> Page<SessionOverview>
    {
        let conditions = SQL.all([reach(access), alive(at: now)])
        let rows = try await database.rows(
            """
            SELECT s.session_id, s.user_id, s.namespace, json_array_length(\(Self.messages)) AS number, s.created_at, s.updated_at,
                s.expires_at
            FROM sessions s WHERE \(conditions)
            ORDER BY s.updated_at DESC, s.session_id, s.user_id, s.namespace LIMIT \(page.limit) OFFSET \(page.offset)
            """,
            effort: .scan
        )
        let total = try await database.number("SELECT count(*) FROM sessions s WHERE \(conditions)", effort: .scan)
        return Page(items: try rows.map(SessionRow.overview), total: Int(total))
    }

    package func purge(at now: Timestamp) async throws -> Int {
        try await database.change("DELETE FROM sessions WHERE expires_at <= \(now)").count
    }

    private static let messages: SQL = .either(sqlite: "s.messages", postgres: "CAST(s.messages AS JSON)")

    private func reach(_ access: Access) -> SQL {
        MemoryConditions.reach(access, workspace: "s.workspace_id", user: "s.user_id")
    }

    private func place(_ access: Access, _ key: SessionKey) -> SQL {
        var conditions = [reach(access), "s.session_id = \(key.sessionID)"]
        if let userID = key.userID { conditions.append("s.user_id = \(userID)") }
        if let namespace = key.namespace { conditions.append("s.namespace = \(namespace)") }
        return .all(conditions).kept
    }

    /// An expired session is gone, purged or not.
    private func alive(at now: Timestamp) -> SQL { "(s.expires_at IS NULL OR s.expires_at > \(now))" }
}

/// The columns of a session, how to read them, and how to write them.
private enum SessionRow {
    static let columns: SQL = """
        s.session_id, s.user_id, s.namespace, s.messages, s.memories, s.context, s.data, s.tokens, s.strategy, s.strategy_config,
        s.ttl_seconds, s.created_at, s.updated_at, s.last_accessed, s.stored_by, s.stored_at, s.written_by, s.written_at,
        s.annotations, s.metadata, s.memory_seconds, s.ended_at
        """

    private static func key(_ row: SQLRow) throws -> SessionKey {
        let (user, namespace) = (try row.text("user_id"), try row.text("namespace"))
        return SessionKey(
            sessionID: try row.text("session_id"),
            userID: user.isEmpty ? nil : user,
            namespace: namespace.isEmpty ? nil : namespace
        )
    }

    static func overview(_ row: SQLRow) throws -> SessionOverview {
        SessionOverview(
            key: try key(row),
            messageCount: Int(try row.integer("number")),
            createdAt: try row.timestamp("created_at"),
            updatedAt: try row.timestamp("updated_at"),
            expiresAt: try row.optionalTimestamp("expires_at")
        )
    }

    static func workingMemory(_ row: SQLRow, _ provenances: [Int64: Provenance]) throws -> WorkingMemory {
        var memory = WorkingMemory(
            key: try key(row),
            messages: try MessageDocument.messages(row.freeJSON("messages")),
            // Most sessions have none: skip the JSON decoder.
            memories: try row.text("memories") == "[]"
                ? [] : row.json("memories", as: [MemoryDocument].self).map(\.memory),
            context: try row.optionalText("context"),
            data: try row.optionalFreeJSON("data"),
            tokens: Int(try row.integer("tokens")),
            strategy: try row.text("strategy"),
            strategyConfig: try row.text("strategy_config") == "{}" ? .object([:]) : row.freeJSON("strategy_config"),
            ttlSeconds: try row.optionalInteger("ttl_seconds").map { Int($0) },
            createdAt: try row.timestamp("created_at"),
            updatedAt: try row.timestamp("updated_at"),
            lastAccessed: try row.timestamp("last_accessed"),
            provenance: try row.memoryProvenance(provenances)
        )
        memory.state = try SessionStateRow.state(row)
        return memory
    }

    /// A session that was ended stays as it is.
    /// - Parameter author: the number of the writer's provenance. A session that replaces an expired one is a new session.
    static func upsert(_ memory: WorkingMemory, in workspace: ID<Workspace>, by author: SQL) throws -> SQL {
        """
        INSERT INTO sessions (workspace_id, session_id, user_id, namespace, messages, memories, context, data, tokens, strategy,
            strategy_config, ttl_seconds, created_at, updated_at, last_accessed, expires_at, stored_by, stored_at, written_by,
            written_at)
        SELECT w.id, \(memory.key.sessionID), \(memory.key.userID ?? ""), \(memory.key.namespace ?? ""),
            \(try jsonText(memory.messages.map(MessageDocument.init))), \(try jsonText(memory.memories.map(MemoryDocument.init))),
            \(memory.context), \(try memory.data.map { try jsonText($0) }), \(memory.tokens), \(memory.strategy),
            \(try jsonText(memory.strategyConfig)), \(memory.ttlSeconds), \(memory.createdAt), \(memory.updatedAt),
            \(memory.lastAccessed), \(memory.expiresAt), \(author), \(memory.updatedAt), \(author), \(memory.updatedAt)
        FROM workspaces w WHERE w.id = \(workspace)
        ON CONFLICT (workspace_id, session_id, user_id, namespace) DO UPDATE SET messages = excluded.messages,
            memories = excluded.memories, context = excluded.context, data = excluded.data, tokens = excluded.tokens,
            strategy = excluded.strategy, strategy_config = excluded.strategy_config, ttl_seconds = excluded.ttl_seconds,
            created_at = excluded.created_at, updated_at = excluded.updated_at, last_accessed = excluded.last_accessed,
            expires_at = excluded.expires_at, written_by = excluded.written_by, written_at = excluded.written_at,
            ended_at = NULL,
            stored_by = CASE WHEN sessions.expires_at <= excluded.written_at THEN excluded.stored_by ELSE sessions.stored_by END,
            stored_at = CASE WHEN sessions.expires_at <= excluded.written_at THEN excluded.stored_at ELSE sessions.stored_at END
            WHERE sessions.ended_at IS NULL OR sessions.expires_at <= excluded.written_at
        """
    }
}

package import Base
package import Identity
package import Memories

/// Messages waiting for extraction in SQL: a row for each, with a copy of the message until it is done.
package struct SQLExtractionQueue: ExtractionQueue {
    private let database: any SQLDatabase
    private let provenances: SQLProvenances

    package init(database: any SQLDatabase) {
        self.database = database
        provenances = SQLProvenances(database: database)
    }

    package func states(_ access: Access, of key: SessionKey) async throws -> [MessageExtraction] {
        let rows = try await database.rows(
            """
            SELECT e.message_id, e.state, e.reason FROM extractions e
            WHERE \(MemoryConditions.reach(access, workspace: "e.workspace_id", user: "e.user_id"))
                AND e.session_id = \(key.sessionID) AND e.user_id = \(key.userID ?? "") AND e.namespace = \(key.namespace ?? "")
            ORDER BY e.id
            """
        )
        return try rows.map { row in
            MessageExtraction(
                messageID: try row.text("message_id"),
                state: try row.choice("state"),
                reason: try row.optionalText("reason")
            )
        }
    }

    package func claim(at now: Timestamp, until lease: Timestamp, limit: Int) async throws -> ExtractionJob? {
        let due: SQL = "state = 'waiting' AND due_at <= \(now)"
        // Looking costs no commit.
        guard try await database.row("SELECT 1 FROM extractions WHERE \(due) LIMIT 1") != nil else { return nil }
        let taken = try await database.change(
            """
            UPDATE extractions SET due_at = \(lease), attempts = attempts + 1 WHERE id IN (
                SELECT e.id FROM extractions e WHERE (e.workspace_id, e.session_id, e.user_id, e.namespace) IN (
                    SELECT workspace_id, session_id, user_id, namespace FROM extractions WHERE \(due) ORDER BY due_at, id LIMIT 1
                ) AND e.state = 'waiting' AND e.due_at <= \(now) ORDER BY e.id LIMIT \(limit)
            )
            RETURNING id, workspace_id, session_id, user_id, namespace, message, attempts, written_by
            """
        ).rows
        guard let first = taken.first else { return nil }
        let (user, namespace) = (try first.text("user_id"), try first.text("namespace"))
        let (workspace, session) = (ID<Workspace>(try first.text("workspace_id")), try first.text("session_id"))
        let place = try await database.row(
            """
            SELECT s.strategy, s.strategy_config, s.context FROM sessions s WHERE s.workspace_id = \(workspace)
                AND s.session_id = \(session) AND s.user_id = \(user) AND s.namespace = \(namespace)
            """
        )
        // Its rows went with it.
        guard let place else { return nil }
        let items = try taken.map(ExtractionRow.item).sorted { $0.number < $1.number }
        let writer = try taken.compactMap { try $0.optionalInteger("written_by") }.max()
        return ExtractionJob(
            workspace: workspace,
            key: SessionKey(sessionID: session, userID: user.nonEmpty, namespace: namespace.nonEmpty),
            items: items,
            strategy: try place.text("strategy"),
            strategyConfig: try place.freeJSON("strategy_config"),
            context: try place.optionalText("context"),
            attempts: Int(try taken.map { try $0.integer("attempts") }.max() ?? 1),
            writer: try await provenances.all([writer].compactMap(\.self)).values.first,
            lease: lease
        )
    }

    package func finish(_ job: ExtractionJob, _ memories: [Memory], by model: String) async throws -> Bool {
        let provenance = Provenance.extracted(by: model, for: job.writer)
        var steps: [SQLStep] = [
            .require(
                """
                UPDATE extractions SET state = 'done', message = '', reason = NULL
                WHERE id IN (\(SQL.list(job.items.map(\.number)))) AND \(held(job))
                """,
                .exactly(job.items.count)
            ),
            // Messages of the lease that the job left out are due at once.
            .run("UPDATE extractions SET due_at = 0, attempts = attempts - 1 WHERE \(place(job)) AND \(held(job))"),
        ]
        steps += [SQLProvenances.adding(provenance, in: job.workspace)].compactMap(\.self)
        let author = SQLProvenances.number(of: provenance, in: job.workspace)
        for memory in memories {
            steps.append(
                .run(
                    """
                    INSERT INTO promotions (workspace_id, user_id, memory, written_by)
                    VALUES (\(job.workspace), \(memory.userID ?? ""), \(try jsonText(MemoryDocument(memory))), \(author))
                    """
                )
            )
        }
        return try await database.atomically(steps).isCommitted
    }

    package func postpone(
        _ job: ExtractionJob,
        until time: Timestamp,
        isAttempt: Bool,
        because reason: String?
    ) async throws {
        _ = try await database.change(
            """
            UPDATE extractions SET due_at = \(time), attempts = attempts - \(isAttempt ? 0 : 1), reason = \(reason)
            WHERE \(place(job)) AND \(held(job))
            """
        )
    }

    package func fail(_ job: ExtractionJob, because reason: String) async throws {
        _ = try await database.commit([
            .run(
                """
                UPDATE extractions SET state = 'failed', message = '', reason = \(reason)
                WHERE id IN (\(SQL.list(job.items.map(\.number)))) AND \(held(job))
                """
            ),
            .run("UPDATE extractions SET due_at = 0, attempts = 0 WHERE \(place(job)) AND \(held(job))"),
        ])
    }

    /// The rows that this lease holds.
    private func held(_ job: ExtractionJob) -> SQL { "state = 'waiting' AND due_at = \(job.lease)" }

    private func place(_ job: ExtractionJob) -> SQL {
        """
        workspace_id = \(job.workspace) AND session_id = \(job.key.sessionID) AND user_id = \(job.key.userID ?? "")
            AND namespace = \(job.key.namespace ?? "")
        """
    }
}

/// The rows of the queue.
enum ExtractionRow {
    static func adding(
        _ message: Message,
        of key: SessionKey,
        in workspace: ID<Workspace>,
        due: Timestamp?,
        by author: SQL
    ) throws -> SQL {
        """
        INSERT INTO extractions (workspace_id, session_id, user_id, namespace, message_id, message, state, due_at, attempts,
            written_by)
        SELECT w.id, \(key.sessionID), \(key.userID ?? ""), \(key.namespace ?? ""), \(message.id),
            \(try jsonText([MessageDocument(message)])), 'waiting', \(due?.milliseconds ?? 0), 0, \(author)
        FROM workspaces w WHERE w.id = \(workspace)
        ON CONFLICT (workspace_id, session_id, user_id, namespace, message_id) DO NOTHING
        """
    }

    static func item(_ row: SQLRow) throws -> ExtractionJob.Item {
        guard let message = try MessageDocument.messages(row.freeJSON("message")).first else {
            throw StoreFailure(.broken, "a message that waits for extraction is empty")
        }
        return ExtractionJob.Item(number: try row.integer("id"), message: message)
    }
}

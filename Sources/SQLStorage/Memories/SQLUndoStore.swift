package import Base
package import Identity
package import Memories

/// Undoing an application in SQL.
package struct SQLUndoStore: UndoStore {
    /// Memories whose versions one statement reads.
    private static let page = 500

    private let database: any SQLDatabase
    private let provenances: SQLProvenances
    private let vectors: SQLVectors

    package init(database: any SQLDatabase, cache: VectorCache) {
        self.database = database
        provenances = SQLProvenances(database: database)
        vectors = SQLVectors(database: database, cache: cache)
    }

    package func written(
        _ access: Access,
        by applications: [ApplicationID],
        since time: Timestamp,
        limit: Int
    ) async throws -> [MemoryHistory] {
        let writers = SQLProvenances.numbers(of: applications, in: access.workspace)
        let rows = try await database.rows(
            """
            SELECT \(MemoryRow.columns), m.edition, m.archived_by, m.archived_at FROM memories m
            WHERE m.row_id IN (
                SELECT c.row_id FROM memories c
                WHERE c.written_by IN (\(writers)) AND \(MemoryConditions.reach(access, workspace: "c.workspace_id", user: "c.user_id"))
                    AND c.written_at >= \(time)
                UNION SELECT h.memory_row FROM memory_versions h
                WHERE h.written_by IN (\(writers)) AND h.written_at >= \(time)
                UNION SELECT a.row_id FROM memories a \(SQL.indexOfArchived)
                WHERE a.workspace_id = \(access.workspace) AND a.archived = 1
                    AND a.archived_by IN (\(writers)) AND a.archived_at >= \(time)
            ) AND (\(MemoryConditions.reach(access))) IS TRUE ORDER BY m.row_id LIMIT \(limit)
            """,
            effort: .scan
        )
        let deleted = try await database.rows(
            """
            SELECT \(MemoryRow.columns), m.edition, m.deleted_by, m.deleted_at,
                EXISTS (SELECT 1 FROM memories o WHERE o.workspace_id = m.workspace_id AND o.user_id = m.user_id
                    AND o.id = m.id) AS replaced
            FROM deleted_memories m WHERE m.deleted_by IN (\(writers)) AND m.deleted_at >= \(time)
                AND (\(MemoryConditions.reach(access))) IS TRUE ORDER BY m.row_id LIMIT \(limit - rows.count)
            """,
            effort: .scan
        )
        let former = try await versions(of: rows + deleted)
        let numbers =
            try (rows + deleted).flatMap { try $0.provenanceNumbers() }
            + deleted.map { try $0.integer("deleted_by") } + rows.compactMap { try $0.optionalInteger("archived_by") }
            + former.values.joined().compactMap { try $0.optionalInteger("written_by") }
        let known = try await provenances.all(numbers)
        func history(_ row: SQLRow, _ deletion: MemoryHistory.Deletion?) throws -> MemoryHistory {
            MemoryHistory(
                memory: try MemoryRow.memory(row, known),
                edition: Int(try row.integer("edition")),
                former: try (former[row.integer("row_id")] ?? []).map { try MemoryRow.version($0, known) },
                deletion: deletion,
                archived: try deletion == nil && row.bool("archived")
                    ? row.authorship(by: "archived_by", at: "archived_at", known) : nil
            )
        }
        return try rows.map { try history($0, nil) }
            + deleted.map {
                try history(
                    $0,
                    MemoryHistory.Deletion(
                        at: try $0.timestamp("deleted_at"),
                        isReplaced: try $0.bool("replaced")
                    )
                )
            }
    }

    /// The former contents of memories, by row.
    private func versions(of rows: [SQLRow]) async throws -> [Int64: [SQLRow]] {
        var former: [Int64: [SQLRow]] = [:]
        for start in stride(from: 0, to: rows.count, by: Self.page) {
            let numbers = try rows[start..<min(start + Self.page, rows.count)].map { try $0.integer("row_id") }
            let versions = try await database.rows(
                """
                SELECT \(MemoryRow.versionColumns), v.memory_row FROM memory_versions v
                WHERE v.memory_row IN (\(SQL.filledList(numbers))) ORDER BY v.memory_row, v.edition DESC
                """,
                effort: .scan
            )
            for version in versions { former[try version.integer("memory_row"), default: []].append(version) }
        }
        return former
    }

    package func undo(_ access: Access, _ undone: UndoneApplication, _ changes: [UndoChange]) async throws -> Bool {
        try access.requireWriting()
        for change in changes {
            try access.requireReach(change.memory.userID)
            try access.requireReach(change.replacement?.memory.userID ?? change.memory.userID)
        }
        var batch = MemoryBatch(for: database.dialect)
        let author = SQLAuthor(number: batch.author(access), at: undone.at)
        batch.add(UndoneRow.adding(undone, in: access.workspace))
        for change in changes {
            batch.touchPartition(of: change.memory.userID, in: access.workspace)
            if change.isDeleted {
                batch.add(try UndoneRow.keepingDeleted(change.memory, of: undone.id))
                try batch.recover(change.memory, in: access.workspace)
            } else {
                batch.add(try UndoneRow.keeping(change.memory, of: undone.id, in: access.workspace))
            }
            if let replacement = change.replacement {
                try batch.rewrite(
                    replacement,
                    previous: change.memory,
                    edition: change.edition,
                    in: access.workspace,
                    model: nil,
                    by: author
                )
            } else if !change.isDeleted {
                batch.remove(change.memory, edition: change.edition, in: access.workspace)
            }
        }
        batch.add(UndoneRow.noteEditions(of: undone.id, in: access.workspace))
        guard case .committed(let results) = try await database.atomically(batch.steps) else { return false }
        vectors.apply(try batch.changes(results))
        return true
    }

    package func undone(_ access: Access, after time: Timestamp) async throws -> [UndoneApplication] {
        try await database.rows(
            """
            SELECT u.id, u.identified_by, u.issuer, u.application, u.since, u.at, count(m.edition_after) AS restored,
                count(*) - count(m.edition_after) AS removed
            FROM undone_applications u JOIN undone_memories m ON m.undone_id = u.id
            WHERE \(Self.place(access)) AND u.at > \(time) GROUP BY u.id ORDER BY u.at DESC, u.id DESC
            """
        ).map(UndoneRow.undone)
    }

    package func takeBack(_ access: Access, _ id: ID<UndoneApplication>, after time: Timestamp) async throws
        -> [OwnedID]?
    {
        try access.requireWriting()
        let rows = try await database.rows(
            """
            SELECT m.user_id, m.id, m.memory, m.written_by, m.written_at, m.edition_after, m.was_deleted
            FROM undone_applications u JOIN undone_memories m ON m.undone_id = u.id
            WHERE u.id = \(id) AND u.at > \(time) AND \(Self.place(access))
            """,
            effort: .scan
        )
        guard !rows.isEmpty else { return nil }
        var batch = MemoryBatch(for: database.dialect)
        batch.add(
            .require(
                "DELETE FROM undone_memories AS m WHERE m.undone_id = \(id) AND \(Self.users(access))",
                .exactly(rows.count)
            )
        )
        for row in rows {
            let memory = try row.json("memory", as: MemoryDocument.self).memory
            let stored = StoredMemory(memory: memory, searchText: SearchText.of(memory), vector: nil)
            let author = SQLAuthor(
                number: "\(try row.optionalInteger("written_by"))",
                at: try row.optionalTimestamp("written_at") ?? memory.updatedAt
            )
            batch.touchPartition(of: memory.userID, in: access.workspace)
            if let edition = try row.optionalInteger("edition_after"), try row.bool("was_deleted") {
                batch.deleteAgain(memory, edition: Int(edition), in: access.workspace, by: author)
            } else if let edition = try row.optionalInteger("edition_after") {
                try batch.rewrite(
                    stored,
                    previous: memory,
                    edition: Int(edition),
                    in: access.workspace,
                    model: nil,
                    by: author,
                    isRequired: false
                )
            } else {
                try batch.store([stored], in: access.workspace, model: nil, known: .absent) { _ in author }
            }
        }
        guard case .committed(let results) = try await database.atomically(batch.steps) else { return nil }
        vectors.apply(try batch.changes(results))
        let skipped = Set(batch.dropped(results).map { OwnedID($0) })
        return try rows.map { OwnedID(id: try $0.text("id"), userID: try $0.text("user_id")) }.filter {
            !skipped.contains($0)
        }
    }

    package func purge(upTo time: Timestamp) async throws -> Int {
        try await database.change("DELETE FROM undone_applications WHERE at <= \(time)").count
    }

    package func purgeDeleted(before time: Timestamp) async throws -> Int {
        try await database.change("DELETE FROM deleted_memories WHERE deleted_at < \(time)").count
    }

    /// The undone memories within reach.
    private static func place(_ access: Access) -> SQL {
        "u.workspace_id = \(access.workspace) AND \(users(access))"
    }

    private static func users(_ access: Access) -> SQL {
        switch access.reach {
        case .everyone: "1 = 1"
        case .only(let name): "m.user_id = \(name)"
        }
    }
}

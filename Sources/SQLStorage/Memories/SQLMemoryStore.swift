package import Base
package import Identity
package import Memories

/// Long-term memories in SQL. Every statement is restricted by the `Access`; memories out of reach look absent.
package struct SQLMemoryStore: MemoryStore {
    let database: any SQLDatabase
    let vectors: SQLVectors
    let words: any WordIndex
    let embedded = EmbeddedPartitions()
    private let provenances: SQLProvenances

    package init(database: any SQLDatabase, cache: VectorCache) {
        self.database = database
        vectors = SQLVectors(database: database, cache: cache)
        words =
            switch database.dialect {
            case .sqlite: SQLiteWords(database: database)
            case .postgres: PostgresWords(database: database)
            }
        provenances = SQLProvenances(database: database)
    }

    /// - Throws: besides `StoreFailure`: `forbidden` for a memory filed under a user out of reach, `notFound` when the
    ///   workspace was removed meanwhile.
    @discardableResult
    package func put(
        _ access: Access,
        _ memories: [StoredMemory],
        model: EmbeddingModel?,
        unlessKnown: Bool
    ) async throws -> [KnownMemory] {
        try access.requireWriting()
        for stored in memories { try access.requireReach(stored.memory.userID) }
        let number = try await number(of: model, for: memories)
        var rest = memories.lastOfEachID
        var known: [KnownMemory] = []
        while !rest.isEmpty {
            let dropped = try await commit(access, rest, model: number, unlessKnown: unlessKnown)
            var again: Set<OwnedID> = []
            for memory in dropped {
                if let holder = try await holder(access, of: memory) {
                    known.append(KnownMemory(OwnedID(memory), holder: holder))
                } else {
                    // The memory with this text was deleted meanwhile, so the text is unknown again: it is stored after
                    // all.
                    again.insert(OwnedID(memory))
                }
            }
            rest = rest.filter { again.contains(OwnedID($0.memory)) }
        }
        return known
    }

    /// - Returns: the memories that were skipped.
    private func commit(
        _ access: Access,
        _ memories: [StoredMemory],
        model: Int64?,
        unlessKnown: Bool
    ) async throws -> [Memory] {
        var batch = MemoryBatch(for: database.dialect)
        let author = batch.author(access)
        try batch.store(memories, in: access.workspace, model: model, known: unlessKnown ? .dropped : .stored) {
            SQLAuthor(number: author, at: $0.persistedAt ?? $0.updatedAt)
        }
        guard case .committed(let results) = try await database.atomically(batch.steps, scope: batch.scope) else {
            throw Fault(.notFound, "Workspace not found")
        }
        vectors.apply(try batch.changes(results))
        return batch.dropped(results)
    }

    /// The oldest memory of the same user with the same text.
    private func holder(_ access: Access, of memory: Memory) async throws -> String? {
        guard let hash = memory.hash else { return nil }
        return try await existing(access, hashes: [hash], of: memory.userID)[Identifier(hash)]
    }

    package func existing(_ access: Access, hashes: [String], of userID: String?) async throws -> [Identifier: String] {
        guard access.reaches(userID) else { return [:] }
        var result: [Identifier: String] = [:]
        for hashes in hashes.lists {
            let rows = try await database.rows(
                """
                SELECT m.hash, m.id FROM memories m
                WHERE m.workspace_id = \(access.workspace) AND m.user_id = \(userID ?? "") AND m.hash IN (\(SQL.list(hashes)))
                    AND m.superseded_by IS NULL AND m.archived = 0
                ORDER BY m.row_id DESC
                """
            )
            // When several have the same hash, the oldest wins: it is read last.
            for row in rows { result[Identifier(try row.text("hash"))] = try row.text("id") }
        }
        return result
    }

    package func memory(_ access: Access, id: String) async throws -> Memory? {
        try await memories(access, ids: [id]).first
    }

    /// In the order of `ids`. When several users have a memory with the same id, the author's own comes first, then the
    /// oldest.
    package func memories(_ access: Access, ids: [String]) async throws -> [Memory] {
        var found: [Identifier: Memory] = [:]
        for ids in ids.lists {
            let rows = try await database.rows(
                """
                SELECT \(MemoryRow.columns) FROM memories m WHERE \(MemoryConditions.reach(access)) AND m.id IN (\(SQL.list(ids)))
                ORDER BY CASE WHEN m.user_id = \(access.author ?? "") THEN 0 ELSE 1 END, m.row_id
                """
            )
            for memory in try await read(rows) where found[Identifier(memory.id)] == nil {
                found[Identifier(memory.id)] = memory
            }
        }
        return ids.compactMap { found.removeValue(forKey: Identifier($0)) }
    }

    package func replace(
        _ access: Access,
        _ memory: StoredMemory,
        previous: Memory,
        edition: Int?,
        model: EmbeddingModel?
    ) async throws -> Bool {
        try access.requireWriting()
        guard access.reaches(previous.userID) else { return false }
        try access.requireReach(memory.memory.userID)
        let number = try await number(of: model, for: [memory])
        let isMoved = !previous.userID.isExactly(memory.memory.userID)
        var batch = MemoryBatch(for: database.dialect)
        let author = SQLAuthor(number: batch.author(access), at: memory.memory.updatedAt)
        batch.touchPartition(of: memory.memory.userID, in: access.workspace)
        if isMoved { batch.touchPartition(of: previous.userID, in: access.workspace) }
        try batch.rewrite(
            memory,
            previous: previous,
            edition: edition,
            in: access.workspace,
            model: number,
            by: author
        )
        guard case .committed(let results) = try await database.atomically(batch.steps, scope: batch.scope) else {
            return false
        }
        let changes = try batch.changes(results)
        // A vector that moved with its memory is only in the database: both cached copies are read again.
        if isMoved { vectors.cache.remove(Array(changes.keys)) } else { vectors.apply(changes) }
        return true
    }

    package func delete(_ access: Access, ids: [String], keptAt time: Timestamp?) async throws -> Int {
        try access.requireWriting()
        guard !ids.isEmpty else { return 0 }
        var keeping = MemoryBatch(for: database.dialect)
        let author = time.map { SQLAuthor(number: keeping.author(access), at: $0) }
        let steps =
            keeping.steps
            + ids.lists.flatMap { ids -> [SQLStep] in
                let place: SQL = "\(MemoryConditions.reach(access)) AND m.id IN (\(SQL.list(ids)))"
                return [author.map { DeletedRow.keeping(where: place, by: $0) }].compactMap(\.self) + [
                    .run(
                        """
                        UPDATE partitions SET revision = revision + 1
                        WHERE id IN (SELECT m.partition_id FROM memories m WHERE \(place)) RETURNING id, revision
                        """,
                        as: "partitions"
                    ),
                    .run("DELETE FROM memories AS m WHERE \(place) RETURNING row_id, partition_id", as: "memories"),
                ]
            }
        let results = try await database.commit(steps, scope: MemoryBatch.scope(of: access))
        var count = 0
        for (partitions, removed) in zip(results.named("partitions"), results.named("memories")) {
            var changes: [Int64: (revision: Int64, changes: [VectorChange])] = [:]
            for row in partitions.rows { changes[try row.integer("id")] = (try row.integer("revision"), []) }
            for row in removed.rows {
                changes[try row.integer("partition_id")]?.changes.append(.removed(row: try row.integer("row_id")))
            }
            vectors.apply(changes)
            count += removed.count
        }
        return count
    }

    package func touch(_ access: Access, ids: [String], at now: Timestamp) async throws {
        guard !ids.isEmpty else { return }
        _ = try await database.commit(
            ids.lists.map { ids in
                .run(
                    """
                    UPDATE memories AS m SET access_count = access_count + 1,
                        last_accessed = CASE WHEN last_accessed < \(now) THEN \(now) ELSE last_accessed END
                    WHERE \(MemoryConditions.reach(access)) AND m.id IN (\(SQL.list(ids)))
                    """
                )
            },
            scope: MemoryBatch.scope(of: access)
        )
    }

    /// The memories of rows with the columns of `MemoryRow`.
    func read(_ rows: [SQLRow]) async throws -> [Memory] {
        let known = try await provenances.all(rows.flatMap { try $0.provenanceNumbers() })
        return try rows.map { try MemoryRow.memory($0, known) }
    }

    private func number(of model: EmbeddingModel?, for memories: [StoredMemory]) async throws -> Int64? {
        guard let model, memories.contains(where: { $0.vector != nil }) else { return nil }
        guard memories.allSatisfy({ $0.vector == nil || $0.vector?.dimension == model.dimension }) else {
            throw StoreFailure(.broken, "a vector is not of its model's dimension")
        }
        return try await vectors.number(of: model)
    }
}

extension [String] {
    /// Split so that one statement can bind them (SQLite: 32,766 values; PostgreSQL: 65,535).
    fileprivate var lists: [ArraySlice<String>] {
        stride(from: 0, to: count, by: 10_000).map { self[$0..<Swift.min($0 + 10_000, count)] }
    }
}

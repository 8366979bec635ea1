import Base
import Identity
import Memories

/// The statements that store memories in one commit, and the effects of that commit on vectors.
struct MemoryBatch {
    private enum Effect {
        /// The name of the steps that return a partition and its new revision.
        case partition
        /// The name of the steps that return a memory's row, partition and model number (0 for none).
        case memory(model: Int64, vector: (codes: [Int8], scale: Float)?)
        case other
    }

    /// One user's memories in one workspace.
    struct Place: Hashable {
        let workspace: ID<Workspace>
        let user: Identifier
    }

    private let dialect: SQLDialect
    private(set) var steps: [SQLStep] = []
    private var effects: [Effect] = []
    private(set) var touched: Set<Place> = []
    /// The statements that may skip a memory, and the memory of each.
    private var droppable: [(step: Int, memory: Memory)] = []

    init(for dialect: SQLDialect) {
        self.dialect = dialect
    }

    mutating func add(_ step: SQLStep) {
        steps.append(step)
        effects.append(.other)
    }

    /// Adds the provenance of the caller; returns the expression for its number.
    mutating func author(_ access: Access) -> SQL {
        if let step = SQLProvenances.adding(access.provenance, in: access.workspace) { add(step) }
        return SQLProvenances.number(of: access.provenance, in: access.workspace)
    }

    /// Increments the revision of the user's partition once; refuses the batch when the workspace was removed.
    mutating func touchPartition(of userID: String?, in workspace: ID<Workspace>) {
        guard touched.insert(Place(workspace: workspace, user: Identifier(userID ?? ""))).inserted else { return }
        steps.append(
            .require(
                """
                INSERT INTO partitions (workspace_id, user_id, revision)
                SELECT w.id, \(userID ?? ""), 1 FROM workspaces w WHERE w.id = \(workspace)
                ON CONFLICT (workspace_id, user_id) DO UPDATE SET revision = partitions.revision + 1
                RETURNING id, revision
                """
            )
        )
        effects.append(.partition)
    }

    /// Stores memories with distinct ids; a memory with the same id and user is replaced. When a text changes, its
    /// version increases and a trigger deletes its vector, unless a new vector comes along.
    /// - Parameter author: the writer of each memory.
    mutating func store(
        _ memories: [StoredMemory],
        in workspace: ID<Workspace>,
        model: Int64?,
        known: KnownText,
        by author: (Memory) -> SQLAuthor
    ) throws {
        for stored in memories { touchPartition(of: stored.memory.userID, in: workspace) }
        switch known {
        case .dropped, .droppedInPromotion: announce(memories.map(\.memory), in: workspace)
        case .stored, .absent: break
        }
        for stored in memories {
            try store(stored, in: workspace, model: model, known: known, by: author(stored.memory))
        }
        for stored in memories { try supersede(with: stored.memory, in: workspace) }
    }

    /// The treatment of a new memory whose text its user already has under another id.
    enum KnownText {
        case stored
        /// As in `MemoryStore.put` with `unlessKnown`.
        case dropped
        /// The same for memories from the promotion queue. A memory that the rest of the queue rewrites does not make a
        /// text known, because one session may be promoted in several batches.
        case droppedInPromotion
        /// Any text is stored, but never in place of another memory: a memory with the same id is skipped.
        case absent
    }

    /// Writes the new hashes of all memories that the batch rewrites before any text is compared. So a text is known if
    /// a memory has it after the batch, not if a memory had it before.
    private mutating func announce(_ memories: [Memory], in workspace: ID<Workspace>) {
        for mine in Dictionary(grouping: memories, by: { Identifier($0.userID ?? "") }).values {
            let given: [SQL] = mine.map { "(\($0.id), \($0.hash))" }
            add(
                .run(
                    """
                    WITH given (id, hash) AS (VALUES \(SQL.joined(given, separator: ", ")))
                    UPDATE memories SET hash = given.hash FROM given
                    WHERE memories.workspace_id = \(workspace) AND memories.user_id = \(mine[0].userID ?? "") AND memories.id = given.id
                    """
                )
            )
        }
    }

    private static let queuedID: SQL = .either(
        sqlite: "q.memory ->> 'id'",
        postgres: "CAST(q.memory AS JSONB) ->> 'id'"
    )

    /// The condition that a memory is stored. A superseded memory does not make its text known, because searches leave
    /// it out.
    private func isWanted(_ memory: Memory, in workspace: ID<Workspace>, known: KnownText) -> SQL {
        let mine: SQL = "o.workspace_id = \(workspace) AND o.user_id = \(memory.userID ?? "")"
        let stays: SQL
        switch known {
        case .stored: return "1 = 1"
        case .absent: return "NOT EXISTS (SELECT 1 FROM memories o WHERE \(mine) AND o.id = \(memory.id))"
        case .dropped: stays = "1 = 1"
        case .droppedInPromotion:
            stays =
                "NOT EXISTS (SELECT 1 FROM promotions q WHERE q.workspace_id = \(workspace) AND \(Self.queuedID) = o.id)"
        }
        return """
            (NOT EXISTS (SELECT 1 FROM memories o WHERE \(mine) AND o.hash = \(memory.hash) AND o.id <> \(memory.id)
                AND o.superseded_by IS NULL AND o.archived = 0 AND \(stays))
            OR EXISTS (SELECT 1 FROM memories o WHERE \(mine) AND o.id = \(memory.id)))
            """
    }

    private mutating func store(
        _ stored: StoredMemory,
        in workspace: ID<Workspace>,
        model: Int64?,
        known: KnownText,
        by author: SQLAuthor
    ) throws {
        let memory = stored.memory
        let owner = memory.userID ?? ""
        let vector = model == nil ? nil : stored.vector
        let updates = MemoryRow.names.map { name -> SQL in "\(name) = excluded.\(name)" }
        // A missing partition is NULL, which the table refuses: no memory is dropped silently.
        let insertion: SQL = """
            INSERT INTO memories (partition_id, workspace_id, user_id, id, search_text, version, model_id, stored_by, stored_at,
                written_by, written_at, \(SQL.joined(MemoryRow.names, separator: ", "))\(PostgresWords.columns()))
            SELECT (SELECT p.id FROM partitions p WHERE p.workspace_id = \(workspace) AND p.user_id = \(owner)),
                \(workspace), \(owner), \(memory.id), \(stored.searchText), 1, \(vector == nil ? 0 : model ?? 0),
                \(author.number), \(author.at), \(author.number), \(author.at), \(SQL.joined(try MemoryRow.values(memory), separator: ", "))\(words(of: stored))
            WHERE \(isWanted(memory, in: workspace, known: known))
            ON CONFLICT (workspace_id, user_id, id) DO UPDATE SET \(SQL.joined(updates, separator: ", ")),
                \(MemoryRow.edition(from: "excluded")),
                version = memories.version + CASE WHEN memories.search_text = excluded.search_text THEN 0 ELSE 1 END,
                model_id = CASE WHEN excluded.model_id <> 0 THEN excluded.model_id
                    WHEN memories.search_text = excluded.search_text THEN memories.model_id ELSE 0 END,
                search_text = excluded.search_text\(PostgresWords.assignments(from: "excluded"))
            RETURNING row_id, partition_id, model_id
            """
        if known != .stored { droppable.append((steps.count, memory)) }
        steps.append(.run(insertion.kept))
        noteVector(vector, of: memory, in: workspace, model: model)
        if let end = stored.expiresAt {
            add(
                .run(
                    """
                    INSERT INTO memory_expiries (memory_row, expires_at)
                    SELECT m.row_id, \(end) FROM memories m
                    WHERE m.workspace_id = \(workspace) AND m.user_id = \(owner) AND m.id = \(memory.id)
                    ON CONFLICT (memory_row) DO UPDATE SET expires_at = excluded.expires_at
                    """
                )
            )
        }
    }

    /// Rewrites a memory in place, possibly under another user; refused when it is gone, has another edition, or the new
    /// place is taken.
    /// - Parameter isRequired: false skips the memory instead.
    mutating func rewrite(
        _ stored: StoredMemory,
        previous: Memory,
        edition: Int?,
        in workspace: ID<Workspace>,
        model: Int64?,
        by author: SQLAuthor,
        isRequired: Bool = true
    ) throws {
        let memory = stored.memory
        let vector = model == nil ? nil : stored.vector
        let given = zip(zip(MemoryRow.names, MemoryRow.types), try MemoryRow.values(memory)).map {
            column,
            value -> SQL in
            "CAST(\(value) AS \(column.1)) AS \(column.0)"
        }
        let updates = MemoryRow.names.map { name -> SQL in "\(name) = g.\(name)" }
        let isExpected: SQL = edition.map { "memories.edition = \($0)" } ?? "1 = 1"
        let update: SQL = """
            UPDATE memories SET \(SQL.joined(updates, separator: ", ")), id = g.id, user_id = g.user_id,
                \(MemoryRow.edition(from: "g")),
                partition_id = (SELECT p.id FROM partitions p WHERE p.workspace_id = \(workspace) AND p.user_id = g.user_id),
                version = memories.version + CASE WHEN memories.search_text = g.search_text THEN 0 ELSE 1 END,
                model_id = CASE WHEN g.model_id <> 0 THEN g.model_id
                    WHEN memories.search_text = g.search_text THEN memories.model_id ELSE 0 END,
                search_text = g.search_text\(PostgresWords.assignments(from: "g"))
            FROM (SELECT \(SQL.joined(given, separator: ", ")), \(memory.id) AS id, \(memory.userID ?? "") AS user_id,
                \(stored.searchText) AS search_text, CAST(\(vector == nil ? 0 : model ?? 0) AS BIGINT) AS model_id,
                CAST(\(author.number) AS BIGINT) AS written_by, CAST(\(author.at) AS BIGINT) AS written_at\(words(of: stored))) AS g
            WHERE memories.workspace_id = \(workspace) AND memories.user_id = \(previous.userID ?? "")
                AND memories.id = \(previous.id) AND \(isExpected)
                AND NOT EXISTS (SELECT 1 FROM memories o WHERE o.workspace_id = \(workspace)
                    AND o.user_id = g.user_id AND o.id = g.id AND o.row_id <> memories.row_id)
            RETURNING memories.row_id AS row_id, memories.partition_id AS partition_id, memories.model_id AS model_id
            """
        if !isRequired { droppable.append((steps.count, memory)) }
        steps.append(isRequired ? .require(update.kept) : .run(update.kept))
        noteVector(vector, of: memory, in: workspace, model: model)
        try supersede(with: memory, insteadOf: previous, in: workspace)
    }

    /// The values of `PostgresWords.columns`. SQLite splits texts itself.
    private func words(of stored: StoredMemory) -> SQL {
        switch dialect {
        case .sqlite: ""
        case .postgres: PostgresWords.values(of: stored.searchText)
        }
    }

    /// Adds a step that returns the row of a memory without a vector.
    /// - Parameter skippable: the memory that the step may skip.
    mutating func addMemory(_ step: SQLStep, skippable: Memory? = nil) {
        if let skippable { droppable.append((steps.count, skippable)) }
        steps.append(step)
        effects.append(.memory(model: 0, vector: nil))
    }

    private mutating func noteVector(_ vector: Vector?, of memory: Memory, in workspace: ID<Workspace>, model: Int64?) {
        guard let model, let vector else {
            effects.append(.memory(model: 0, vector: nil))
            return
        }
        let place: SQL = """
            m.workspace_id = \(workspace) AND m.user_id = \(memory.userID ?? "") AND m.id = \(memory.id)
            """
        let quantised = VectorPartition.quantise(vector)
        effects.append(.memory(model: model, vector: quantised))
        for statement in VectorStatement.storing(
            vector,
            codes: quantised.codes,
            scale: quantised.scale,
            model: model,
            where: place,
            in: dialect
        ) {
            add(.run(statement))
        }
    }

    /// The memories that the commit skipped, because their texts are known.
    func dropped(_ results: SQLResults) -> [Memory] {
        droppable.filter { results.all[$0.step].rows.isEmpty }.map(\.memory)
    }

    /// The changes of the vectors by the commit, by partition.
    func changes(_ results: SQLResults) throws -> [Int64: (revision: Int64, changes: [VectorChange])] {
        var changes: [Int64: (revision: Int64, changes: [VectorChange])] = [:]
        for (effect, result) in zip(effects, results.all) {
            guard let row = result.rows.first else { continue }
            switch effect {
            case .partition:
                changes[try row.integer("id"), default: (0, [])].revision = try row.integer("revision")
            case .memory(let model, let vector):
                let number = try row.integer("row_id")
                let partition = try row.integer("partition_id")
                if let vector {
                    changes[partition, default: (0, [])].changes
                        .append(.set(row: number, model: model, codes: vector.codes, scale: vector.scale))
                } else if try row.integer("model_id") == 0 {
                    changes[partition, default: (0, [])].changes.append(.removed(row: number))
                }
            case .other: continue
            }
        }
        return changes
    }
}
